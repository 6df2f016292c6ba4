using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Finds the C# and project files below a folder; build output and hidden folders are left out, links are not followed.</summary>
internal sealed class SourceFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules"];

    private readonly Notes _notes;
    private readonly Exclusions _excluded;

    private SourceFiles(Exclusions excluded, Notes notes)
    {
        _notes = notes;
        _excluded = excluded;
    }

    /// <summary>Full paths of <c>.cs</c> files, sorted.</summary>
    public List<string> Code { get; } = [];

    /// <summary>Full paths of <c>.csproj</c> files, sorted.</summary>
    public List<string> Projects { get; } = [];

    /// <summary>Full paths of analyzer configurations, <c>.editorconfig</c> and <c>.globalconfig</c>, sorted.</summary>
    public List<string> Configs { get; } = [];

    /// <summary>Walks the folder.</summary>
    public static SourceFiles Below(string root, Exclusions excluded, Notes notes)
    {
        var found = new SourceFiles(excluded, notes);
        found.Walk(root);
        found.Code.Sort(StringComparer.Ordinal);
        found.Configs.Sort(StringComparer.Ordinal);
        found.Projects.Sort(StringComparer.Ordinal);
        return found;
    }

    private void Walk(string root)
    {
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder))
            {
                if (entry is DirectoryInfo inner)
                {
                    if ((!inner.Name.StartsWith('.') || HoldsSolution(inner.FullName)) && !Skipped.Contains(inner.Name, StringComparer.OrdinalIgnoreCase) && inner.LinkTarget is null)
                    {
                        folders.Push(inner.FullName);
                    }
                }
                else if (entry.Name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) && !_excluded.Covers(entry.FullName))
                {
                    Code.Add(entry.FullName);
                }
                else if (entry.Name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && !_excluded.Covers(entry.FullName))
                {
                    Projects.Add(entry.FullName);
                }
                else if (AnalyzerConfigs.Names.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
                {
                    Configs.Add(entry.FullName);
                }
            }
        }
    }

    /// <summary>Some keep their code in <c>.Src</c>; what tools keep in such folders has no solution at its top.</summary>
    private bool HoldsSolution(string folder) =>
        Entries(folder).Any(entry => entry is FileInfo && entry.Extension.ToUpperInvariant() is ".SLN" or ".SLNX" or ".CSPROJ");

    private IEnumerable<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _notes.Add(folder, "cannot be read: " + e.Message);
            return [];
        }
    }
}
