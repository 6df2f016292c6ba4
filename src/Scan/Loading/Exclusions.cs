using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.FileSystemGlobbing;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Files that the user wants left out. <c>Tests</c>, <c>*.Tests</c> or <c>**/Tests/**</c>: a pattern without a slash means a file or folder of that name anywhere.</summary>
internal sealed class Exclusions
{
    private readonly string _root;
    private readonly Matcher? _matcher;

    /// <summary>Patterns, below a folder.</summary>
    public Exclusions(string root, IReadOnlyCollection<string> patterns)
    {
        _root = root;
        if (patterns.Count > 0)
        {
            _matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
            _matcher.AddIncludePatterns(patterns.SelectMany(Anywhere));
        }
    }

    /// <summary>Whether a file is left out.</summary>
    public bool Covers(string path) => _matcher?.Match(_root, path).HasMatches == true;

    private static IEnumerable<string> Anywhere(string pattern)
    {
        var plain = pattern.Replace('\\', '/').TrimEnd('/');
        return plain.Contains('/') ? [plain.TrimStart('/'), plain.TrimStart('/') + "/**"] : ["**/" + plain, "**/" + plain + "/**"];
    }
}
