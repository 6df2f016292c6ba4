using System;
using System.IO;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Code ready to be analysed, wherever it came from: a Roslyn solution whose files are read and parsed only when a project is
/// compiled.
/// </summary>
/// <param name="Solution">All projects, their references resolved.</param>
/// <param name="Root">The full path of the folder.</param>
/// <param name="ShownBelow">What stands for it in paths that are shown.</param>
/// <param name="Notes">What was passed over.</param>
internal sealed record LoadedCode(Solution Solution, string Root, string ShownBelow, Notes Notes)
{
    /// <summary>Whether a document is a file on disk, not the generated usings.</summary>
    public static bool IsSource(Document document) => document.Name != GlobalUsings.FileName;

    /// <summary>A path as a person at the user's place would type it.</summary>
    public string Display(string path)
    {
        var shown = Path.Combine(ShownBelow, Path.GetRelativePath(Root, path)).Replace('\\', '/');
        return shown.StartsWith("./", StringComparison.Ordinal) ? shown[2..] : shown;
    }
}
