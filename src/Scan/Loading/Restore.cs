using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.SolutionPersistence.Model;
using Microsoft.VisualStudio.SolutionPersistence.Serializer;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Restores the packages of a solution or project with the SDK, as a build would first.</summary>
internal static partial class Restore
{
    private const string Failed = "does not restore: ";

    /// <summary>Restores; what fails is noted by project, with the reason in the words of the SDK.</summary>
    /// <exception cref="IOException">There is no .NET SDK.</exception>
    public static async Task Run(string path, Notes notes, CancellationToken cancellation)
    {
        if (await Dotnet(path, cancellation).ConfigureAwait(false) is not { } output)
        {
            return;
        }

        // A solution with one project that MSBuild cannot read, or that is not there, restores nothing at all: its projects are restored one by one.
        if (!Note(output, path, notes))
        {
            foreach (var project in await ProjectsOf(path, cancellation).ConfigureAwait(false))
            {
                if (await Dotnet(project, cancellation).ConfigureAwait(false) is { } said && !Note(said, project, notes))
                {
                    notes.Add(project, Failed + (said.Trim().Split('\n').LastOrDefault()?.Trim() ?? "the SDK does not say why"), passedOver: false);
                }
            }
        }
    }

    /// <summary>Runs <c>dotnet restore</c>; gives what it said where it failed.</summary>
    private static async Task<string?> Dotnet(string path, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(path)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("restore");
        start.ArgumentList.Add(path);
        start.ArgumentList.Add("--nologo");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Start(start);
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(cancellation);
            var complained = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var output = await said.ConfigureAwait(false) + await complained.ConfigureAwait(false);
            return process.ExitCode == 0 ? null : output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException("The .NET SDK cannot be started.");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"A solution or project needs the .NET SDK ('dotnet'), which cannot be started: {e.Message}. A folder can be analysed without it.", e);
        }
    }

    private static async Task<IReadOnlyList<string>> ProjectsOf(string path, CancellationToken cancellation)
    {
        if (SolutionSerializers.GetSerializerByMoniker(path) is not { } serializer)
        {
            return File.Exists(path) && path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) ? [path] : [];
        }

        try
        {
            var solution = await serializer.OpenAsync(path, cancellation).ConfigureAwait(false);
            return [.. solution.SolutionProjects
                .Select(project => Path.GetFullPath(project.FilePath.Replace('\\', '/'), Path.GetDirectoryName(path)!))
                .Where(project => project.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && File.Exists(project))];
        }
        catch (SolutionException)
        {
            // The loader will say what is wrong with it.
            return [];
        }
    }

    /// <summary>Notes the errors that are a project's own; false where there are others, or none.</summary>
    private static bool Note(string output, string path, Notes notes)
    {
        var areAllProjects = true;
        var errors = Error().Matches(output).DistinctBy(match => match.Value).ToList();
        foreach (var error in errors)
        {
            // A target of the SDK fails for the project in brackets.
            var at = error.Groups["project"] is { Success: true, Value: var project } ? project : error.Groups["path"].Value.Trim();
            if (at.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
            {
                notes.Add(Path.GetFullPath(at, Path.GetDirectoryName(path)!), Failed + error.Groups["what"].Value.Trim(), passedOver: false);
            }
            else
            {
                areAllProjects = false;
            }
        }

        return errors.Count > 0 && areAllProjects;
    }

    [GeneratedRegex(@"^(?<path>.+?)(?:\(\d+,\d+\))?\s*: error (?<what>.+?)(?: \[(?<project>[^\]\r\n]*?)(?:::[^\]\r\n]*)?\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
