// SPDX-License-Identifier: Apache-2.0
// A Flamenco job type: the shots of an episode, some to a task. It goes into scripts/ beside the Manager.
// Workers find the program by the Manager's variable {shiage}; its value is "shiage" or the path of it.

const JOB_TYPE = {
    label: "Shiage: colour shots",
    description: "Colour the shots of an episode from their keys.",
    settings: [
        { key: "shots", type: "string", subtype: "file_path", required: true,
          description: "A .txt with one shot a line, as `shiage farm EPISODE --list` prints it" },
        { key: "last", type: "int32", required: true, description: "How many lines it has" },
        { key: "chunk_size", type: "int32", default: 4, propargs: { min: 1 },
          description: "Shots a task" },
        { key: "mode", type: "string", default: "flat", choices: ["flat", "soft"],
          description: "flat: the exact palette. soft: the keys' shading too" },
        { key: "production", type: "string", subtype: "dir_path", default: "",
          description: "Folder of the production that the shots are of, if they are of one" },
        { key: "like_input", type: "bool", default: false,
          description: "Write frames in the format and naming of the drawings, too" },
        { key: "line_layer", type: "string", default: "",
          description: "Layer of PSD drawings that holds their lines; empty takes the whole picture" },
        { key: "tune_minutes", type: "float", default: 0.0, propargs: { min: 0 },
          description: "Tune the production's model for so long first; 0 does not" },
        { key: "report", type: "string", subtype: "file_path", default: "",
          description: "Page of the whole episode, written at the end; empty writes none" },
    ],
};

function compileJob(job) {
    const settings = job.settings;
    if (settings.last < 1 || settings.chunk_size < 1) {
        throw new Error("Number of shots and shots a task must be 1 or more");
    }
    const tune = tuneTask(settings);
    if (tune) {
        job.addTask(tune);
    }
    const tasks = colourTasks(settings);
    for (const task of tasks) {
        if (tune) {
            task.addDependency(tune);
        }
        job.addTask(task);
    }
    if (settings.report) {
        const report = shiageTask("report", "misc", ["report", settings.shots, "-o", settings.report]);
        for (const task of tasks) {
            report.addDependency(task);
        }
        job.addTask(report);
    }
}

function tuneTask(settings) {
    if (!(settings.tune_minutes > 0)) {
        return null;
    }
    if (!settings.production) {
        throw new Error("Only the model of a production can be tuned: name its folder");
    }
    const minutes = settings.tune_minutes.toString();
    return shiageTask("tune", "misc", ["farm", "--tune", settings.production, "--minutes", minutes]);
}

function colourTasks(settings) {
    const tasks = [];
    for (let first = 1; first <= settings.last; first += settings.chunk_size) {
        const last = Math.min(first + settings.chunk_size - 1, settings.last);
        const chunk = first === last ? first.toString() : first + "-" + last;
        const words = ["farm", settings.shots, "--only", chunk, "--mode", settings.mode];
        if (settings.production) {
            words.push("--production", settings.production);
        }
        if (settings.like_input) {
            words.push("--like-input");
        }
        if (settings.line_layer) {
            words.push("--line-layer", settings.line_layer);
        }
        tasks.push(shiageTask("colour-" + chunk, "misc", words));
    }
    return tasks;
}

function shiageTask(name, type, words) {
    const task = author.Task(name, type);
    task.addCommand(author.Command("exec", { exe: "{shiage}", args: words }));
    return task;
}
