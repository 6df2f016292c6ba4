using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Corpus;

/// <summary>Reads tables separated by tabs whose first line names the columns.</summary>
internal static class Table
{
    /// <summary>The rows, each field by its column's name; a missing field is empty.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<Func<string, string>> Read(string path)
    {
        using var reader = new StreamReader(path);
        return Read(reader);
    }

    /// <summary>The same from text that is open already.</summary>
    public static IReadOnlyList<Func<string, string>> Read(TextReader text)
    {
        var lines = text.ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToList();
        var columns = lines.Count == 0 ? [] : lines[0];
        return [.. lines.Skip(1).Select(fields => (Func<string, string>)(column => Array.IndexOf(columns, column) is >= 0 and var at && at < fields.Length ? fields[at] : ""))];
    }
}
