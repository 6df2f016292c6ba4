using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>The <c>.editorconfig</c> and <c>.globalconfig</c> files that hold for the code of a folder, as a build would find them.</summary>
internal static class AnalyzerConfigs
{
    private const string Editor = ".editorconfig";

    /// <summary>The names of such files.</summary>
    public static readonly string[] Names = [Editor, ".globalconfig"];

    /// <summary>Those in a folder, in the folders above it, and among <paramref name="below"/> those under it. Roslyn itself stops at <c>root = true</c>.</summary>
    public static IEnumerable<DocumentInfo> For(string folder, IReadOnlyList<string> below, ProjectId id, Notes notes) =>
        Above(folder).Concat(below.Where(path => IsUnder(folder, path) && !path.EndsWith(".globalconfig", StringComparison.OrdinalIgnoreCase)))
            .Distinct(StringComparer.Ordinal)
            .Select(path => DocumentInfo.Create(DocumentId.CreateNewId(id), Path.GetFileName(path), loader: new SourceFileLoader(path, notes), filePath: path));

    private static bool IsUnder(string folder, string path) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            foreach (var name in Names)
            {
                if (Path.Combine(at, name) is var path && File.Exists(path))
                {
                    yield return path;
                }
            }
        }
    }
}
