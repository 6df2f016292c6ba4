using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Code ready to be analysed, wherever it came from: a Roslyn solution whose files are read and parsed only when a project is
/// compiled.
/// </summary>
/// <param name="Solution">All projects, their references resolved.</param>
/// <param name="Root">The full path of the folder that holds it.</param>
/// <param name="ShownBelow">What stands for it in paths that are shown.</param>
/// <param name="Excluded">Files that are not reported on, though they may have been compiled.</param>
/// <param name="Notes">What was passed over.</param>
internal sealed record LoadedCode(Solution Solution, string Root, string ShownBelow, Exclusions Excluded, Notes Notes) : IDisposable
{
    private static readonly string[] BuildOutput = ["obj", "bin"];

    /// <summary>
    /// The symbols of a project's other target frameworks, where the solution holds it for its newest one only. A solution that
    /// MSBuild loaded holds a project for each of them.
    /// </summary>
    public IReadOnlyDictionary<ProjectId, ImmutableArray<ImmutableArray<string>>> OtherTargets { get; init; } = ImmutableDictionary<ProjectId, ImmutableArray<ImmutableArray<string>>>.Empty;

    /// <summary>Whether a file of a project is code of its owners on disk: not generated into <c>obj</c> by a build, not from a package, not left out.</summary>
    public bool IsSource(Project project, string? path) =>
        path is { Length: > 0 } && Path.IsPathRooted(path)
        && Path.GetFileName(path) != GlobalUsings.FileName
        && !Excluded.Covers(path)
        && (Path.GetDirectoryName(project.FilePath) is not { } folder || !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(BuildOutput.Contains));

    /// <summary>A path as a person at the user's place would type it.</summary>
    public string Display(string path)
    {
        var shown = Path.Combine(ShownBelow, Path.GetRelativePath(Root, path));
        if (shown.Contains("..", StringComparison.Ordinal) && !Path.IsPathRooted(shown))
        {
            shown = Path.GetRelativePath(".", Path.GetFullPath(shown));
        }

        shown = shown.Replace('\\', '/');
        return shown.StartsWith("./", StringComparison.Ordinal) ? shown[2..] : shown;
    }

    /// <inheritdoc/>
    public void Dispose() => Solution.Workspace.Dispose();
}
