using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.FileSystemGlobbing;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Finds the C# and project files below a folder; build output and hidden folders are left out, links are not followed.</summary>
internal sealed class SourceFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules"];

    private readonly Notes _notes;
    private readonly Matcher? _excluded;
    private readonly string _root;

    private SourceFiles(string root, IReadOnlyCollection<string> exclude, Notes notes)
    {
        _root = root;
        _notes = notes;
        if (exclude.Count > 0)
        {
            _excluded = new Matcher(StringComparison.OrdinalIgnoreCase);
            _excluded.AddIncludePatterns(exclude.SelectMany(Anywhere));
        }
    }

    /// <summary>Full paths of <c>.cs</c> files, sorted.</summary>
    public List<string> Code { get; } = [];

    /// <summary>Full paths of <c>.csproj</c> files, sorted.</summary>
    public List<string> Projects { get; } = [];

    /// <summary>Walks the folder.</summary>
    public static SourceFiles Below(string root, IReadOnlyCollection<string> exclude, Notes notes)
    {
        var found = new SourceFiles(root, exclude, notes);
        found.Walk();
        found.Code.Sort(StringComparer.Ordinal);
        found.Projects.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary><c>Tests</c>, <c>*.Tests</c> or <c>**/Tests/**</c>: a pattern without a slash means a file or folder of that name anywhere.</summary>
    private static IEnumerable<string> Anywhere(string pattern)
    {
        var plain = pattern.Replace('\\', '/').TrimEnd('/');
        return plain.Contains('/') ? [plain.TrimStart('/'), plain.TrimStart('/') + "/**"] : ["**/" + plain, "**/" + plain + "/**"];
    }

    private void Walk()
    {
        var folders = new Stack<string>([_root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder))
            {
                if (entry is DirectoryInfo inner)
                {
                    if (!inner.Name.StartsWith('.') && !Skipped.Contains(inner.Name, StringComparer.OrdinalIgnoreCase) && inner.LinkTarget is null)
                    {
                        folders.Push(inner.FullName);
                    }
                }
                else if (entry.Name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) && !IsExcluded(entry.FullName))
                {
                    Code.Add(entry.FullName);
                }
                else if (entry.Name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && !IsExcluded(entry.FullName))
                {
                    Projects.Add(entry.FullName);
                }
            }
        }
    }

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

    private bool IsExcluded(string path) => _excluded?.Match(_root, path).HasMatches == true;
}
