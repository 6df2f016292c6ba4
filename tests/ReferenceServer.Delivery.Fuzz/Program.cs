using System;
using System.IO;
using System.Linq;
using ReferenceServer.Delivery.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["samples", var target, var folder]:
        Directory.CreateDirectory(folder);
        foreach (var (sample, number) in Targets.All[target].Samples().Select((sample, number) => (sample, number)))
        {
            File.WriteAllBytes(Path.Combine(folder, $"sample-{number}"), sample);
        }

        return 0;

    // Under afl-fuzz, which gives the inputs.
    case ["run", var target]:
        Fuzzer.Run(stream =>
        {
            var input = new MemoryStream();
            stream.CopyTo(input);
            Targets.All[target].Run(input.ToArray());
        });
        return 0;

    // One input that was found, again.
    case ["again", var target, var file]:
        Targets.All[target].Run(File.ReadAllBytes(file));
        return 0;
    default:
        Console.Error.WriteLine($"samples TARGET FOLDER | run TARGET (under afl-fuzz, see fuzz.sh) | again TARGET FILE; targets: {string.Join(", ", Targets.All.Keys)}");
        return 2;
}
