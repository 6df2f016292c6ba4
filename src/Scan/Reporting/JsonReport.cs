using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>For programs: one object with findings, crashes, notes and totals.</summary>
internal sealed class JsonReport : IReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(ScanResult result, LoadedCode code, TextWriter to) => to.WriteLine(JsonSerializer.Serialize(
        new
        {
            result.Projects,
            result.Files,
            result.Lines,
            Seconds = System.Math.Round(result.Time.TotalSeconds, 1),
            Findings = result.Findings.Select(finding => new
            {
                finding.Rule,
                Severity = finding.Severity.ToString().ToLowerInvariant(),
                Path = code.Display(finding.Path),
                finding.Line,
                finding.Column,
                EndLine = finding.Span.End.Line + 1,
                EndColumn = finding.Span.End.Character + 1,
                finding.Member,
                finding.Message,
                Source = finding.SourceLine.Trim(),
            }),
            result.Crashes,
            Notes = code.Notes.All.Select(note => new { Path = code.Display(note.Path), note.What, note.PassedOver }),
        },
        Options));
}
