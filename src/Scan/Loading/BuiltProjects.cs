using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Loads a solution or a project through MSBuild, so that code is compiled with what the build gives it: packages, symbols, generated
/// files, one project for each target framework. The build logic of the code is executed, as <c>dotnet build</c> would.
/// </summary>
internal static partial class BuiltProjects
{
    /// <summary>What can be loaded so.</summary>
    public static readonly string[] Extensions = [".sln", ".slnx", ".slnf", ".csproj"];

    /// <summary>Loads it; a project that fails is noted, the others are there.</summary>
    /// <exception cref="IOException">There is no .NET SDK, or the solution cannot be read.</exception>
    public static async Task<LoadedCode> Load(LoadOptions options, Action<string> loading, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(options.Path);
        var notes = new Notes();
        if (options.Restores)
        {
            loading("restoring packages");
            await Restore.Run(path, notes, cancellation).ConfigureAwait(false);
        }

        var workspace = MSBuildWorkspace.Create();
        workspace.SkipUnrecognizedProjects = true;
        using var failures = workspace.RegisterWorkspaceFailedHandler(failed => Note(failed.Diagnostic, path, notes));
        await Open(workspace, path, new Progress(loading), cancellation).ConfigureAwait(false);
        var root = Path.GetDirectoryName(path)!;
        return new LoadedCode(
            Usable(workspace.CurrentSolution, notes),
            root,
            options.ShownBelow ?? Path.GetDirectoryName(options.Path) ?? "",
            new Exclusions(root, options.Exclude),
            notes);
    }

    private static async Task Open(MSBuildWorkspace workspace, string path, IProgress<ProjectLoadProgress> progress, CancellationToken cancellation)
    {
        try
        {
            if (path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            {
                await workspace.OpenProjectAsync(path, progress, cancellation).ConfigureAwait(false);
            }
            else
            {
                await workspace.OpenSolutionAsync(path, progress, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException))
        {
            // The library throws whatever MSBuild and the solution's reader threw.
            throw new IOException($"'{path}' cannot be loaded: {FirstLine(e.Message)}", e);
        }
    }

    /// <summary>
    /// Without the projects that MSBuild gave no code for and those in other languages; a project whose packages are missing gets the shared framework's
    /// references, so that what it says about sockets is still understood.
    /// </summary>
    private static Solution Usable(Solution solution, Notes notes)
    {
        foreach (var project in solution.Projects.ToList())
        {
            if (project.Language != LanguageNames.CSharp)
            {
                notes.Add(project.FilePath ?? project.Name, $"{project.Language} is not analysed");
                solution = solution.RemoveProject(project.Id);
            }
            else if (!project.DocumentIds.Any())
            {
                notes.Add(project.FilePath ?? project.Name, "the build gave no code for it");
                solution = solution.RemoveProject(project.Id);
            }
            else if (project.MetadataReferences.Count == 0)
            {
                notes.Add(project.FilePath ?? project.Name, "its references are not known; analysed with those of the shared framework", passedOver: false);
                solution = solution.WithProjectMetadataReferences(project.Id, TargetingPacks.References);
            }
        }

        return solution;
    }

    private static void Note(WorkspaceDiagnostic diagnostic, string path, Notes notes)
    {
        var message = diagnostic.Message;
        var named = ProjectPath().Match(message);
        var at = named.Success ? Path.GetFullPath(named.Groups["path"].Value, Path.GetDirectoryName(path)!) : path;
        var what = message[(message.IndexOf("with message:", StringComparison.Ordinal) is >= 0 and var start ? start + "with message:".Length : 0)..];
        notes.Add(at, FirstLine(what), passedOver: false);
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim();

    [GeneratedRegex(@"['""](?<path>[^'""]+\.\w*proj)['""]")]
    private static partial Regex ProjectPath();

    private sealed class Progress(Action<string> loading) : IProgress<ProjectLoadProgress>
    {
        private readonly HashSet<string> _told = new(StringComparer.Ordinal);

        public void Report(ProjectLoadProgress value)
        {
            lock (_told)
            {
                if (_told.Add(value.FilePath))
                {
                    loading(Path.GetFileNameWithoutExtension(value.FilePath));
                }
            }
        }
    }
}
