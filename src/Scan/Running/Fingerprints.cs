using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>
/// Names a finding so that it is known again in another state of the code: by rule, file, member and the text of its line, and by its number among those
/// that are alike. Lines that move, and white space that changes, leave it as it is.
/// </summary>
internal static class Fingerprints
{
    /// <summary>The fingerprint of each finding, in the order in which they stand in their files.</summary>
    public static IReadOnlyDictionary<Finding, string> Of(IEnumerable<Finding> findings, string root)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new Dictionary<Finding, string>(ReferenceEqualityComparer.Instance);
        foreach (var finding in findings.Order())
        {
            var text = string.Join('\n', finding.Rule, PathOf(finding, root), finding.Member, string.Join(' ', finding.SourceLine.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            var number = seen[text] = seen.GetValueOrDefault(text) + 1;
            names.Add(finding, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text + "\n" + number.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 16)));
        }

        return names;
    }

    /// <summary>The path below the root, with slashes, so that another machine finds the same.</summary>
    public static string PathOf(Finding finding, string root) => Path.GetRelativePath(root, finding.Path).Replace('\\', '/');
}
