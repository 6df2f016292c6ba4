using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>For programs: one object with findings, crashes, notes and totals.</summary>
internal sealed class JsonReport : IReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(ScanReport report, TextWriter to) => to.WriteLine(JsonSerializer.Serialize(
        new
        {
            report.Result.Projects,
            report.Result.Files,
            report.Result.Lines,
            Seconds = System.Math.Round(report.Result.Time.TotalSeconds, 1),
            Known = report.Baseline is null ? (int?)null : report.Known,
            Gone = report.Baseline is null ? (int?)null : report.Gone,
            Findings = report.Findings.Select(finding => new
            {
                finding.Rule,
                Severity = TextReport.NameOf(finding.Severity),
                Path = report.Code.Display(finding.Path),
                finding.Line,
                finding.Column,
                EndLine = finding.Span.End.Line + 1,
                EndColumn = finding.Span.End.Character + 1,
                Fingerprint = report.Fingerprints[finding],
                finding.Member,
                finding.Message,
                Source = finding.SourceLine.Trim(),
            }),
            report.Result.Crashes,
            Notes = report.Code.Notes.All.Select(note => new { Path = report.Code.Display(note.Path), note.What, note.PassedOver }),
        },
        Options));
}
