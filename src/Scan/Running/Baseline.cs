using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>
/// Findings that are known: a file in the repository that says which findings were there when the rules came, so that only new ones fail. It holds no line
/// numbers and is sorted, so that it changes only where findings come and go.
/// </summary>
internal sealed class Baseline
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Baseline(IReadOnlyList<Entry> entries) => Known = entries.Select(entry => entry.Fingerprint).ToHashSet(StringComparer.Ordinal);

    /// <summary>The fingerprints of the known findings.</summary>
    public IReadOnlySet<string> Known { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It is not there, or it is no baseline.</exception>
    public static Baseline Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<File>(System.IO.File.ReadAllBytes(path), Options);
            return file is { Version: Version, Findings: { } findings } && findings.All(entry => entry?.Fingerprint is { Length: > 0 })
                ? new Baseline(findings)
                : throw new IOException($"'{path}' is no baseline of version {Version}; --update-baseline writes one.");
        }
        catch (JsonException e)
        {
            throw new IOException($"'{path}' is no baseline: {e.Message}", e);
        }
        catch (FileNotFoundException e)
        {
            throw new IOException($"The baseline '{path}' does not exist; --update-baseline writes it.", e);
        }
    }

    /// <summary>Writes the findings as the known ones.</summary>
    public static void Write(IReadOnlyDictionary<Finding, string> findings, string root, TextWriter to) => to.WriteLine(JsonSerializer.Serialize(
        new File(Version, [.. findings
            .Select(pair => new Entry(pair.Value, pair.Key.Rule, Fingerprints.PathOf(pair.Key, root), pair.Key.Member, pair.Key.SourceLine.Trim()))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal).ThenBy(entry => entry.Rule, StringComparer.Ordinal).ThenBy(entry => entry.Fingerprint, StringComparer.Ordinal)]),
        Options));

    private sealed record File(int Version, IReadOnlyList<Entry>? Findings);

    private sealed record Entry(string Fingerprint, string Rule, string Path, string Member, string Source);
}
