using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Commands;

/// <summary>Turns what went wrong into a sentence on standard error and an exit code.</summary>
internal static class Failures
{
    /// <summary>Runs a command; an expected failure is told in a sentence that names the thing.</summary>
    public static async Task<int> Told(ParseResult parsed, Func<Task<int>> run)
    {
        // Before anything is printed the library must know the task that it waits for after Ctrl-C: it learns of it at the first await.
        await Task.Yield();
        try
        {
            return await run();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or UsageException)
        {
            parsed.InvocationConfiguration.Error.WriteLine("error: " + e.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            parsed.InvocationConfiguration.Error.WriteLine("interrupted: nothing was written");
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Says what was passed over.</summary>
    public static void TellNotes(LoadedCode code, TextWriter errors)
    {
        foreach (var note in code.Notes.All)
        {
            errors.WriteLine($"{(note.PassedOver ? "passed over" : "note")}: {code.Display(note.Path)}: {note.What}");
        }
    }

    /// <summary>Says which rules threw, with their stacks; true where one did.</summary>
    public static bool TellCrashes(IReadOnlyCollection<Crash> crashes, TextWriter errors)
    {
        foreach (var crash in crashes.GroupBy(crash => (crash.Analyzer, crash.Details)))
        {
            errors.WriteLine($"CRASH: {crash.Key.Analyzer} threw {crash.Count()} times, first in {crash.First().Project}:\n{crash.Key.Details}");
        }

        return crashes.Count > 0;
    }
}

/// <summary>The command cannot be carried out as it was given.</summary>
internal sealed class UsageException(string message) : Exception(message);
