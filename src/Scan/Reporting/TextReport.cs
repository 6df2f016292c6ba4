using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Running;
using Spectre.Console;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>For a person: findings by file, the line shown and the place marked, then what it comes to.</summary>
internal sealed class TextReport : IReport
{
    private const int WidestLine = 160;

    /// <inheritdoc/>
    public void Write(ScanReport report, TextWriter to)
    {
        var console = Terminal.On(to);
        var width = Terminal.WidthOf(to);
        foreach (var file in report.Findings.GroupBy(finding => finding.Path))
        {
            console.MarkupLineInterpolated($"[bold underline]{report.Code.Display(file.Key)}[/]");
            foreach (var finding in file)
            {
                console.Markup(string.Create(CultureInfo.InvariantCulture, $"  [bold]{finding.Line}:{finding.Column}[/]  {Coloured(finding.Severity, NameOf(finding.Severity))}  "));
                console.Markup($"[link={report.Rules.Descriptors[finding.Rule].HelpLinkUri}]{finding.Rule}[/]  ");
                console.MarkupLineInterpolated($"{finding.Message}");
                Excerpt(finding, width, console);
            }

            console.WriteLine();
        }

        Summary(report, console);
    }

    /// <summary>A number with its noun.</summary>
    public static string Counted(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>What people call a severity.</summary>
    public static string NameOf(DiagnosticSeverity severity) => severity.ToString().ToLowerInvariant();

    private static void Summary(ScanReport report, IAnsiConsole console)
    {
        var rows = report.ByRule.Select(rule => (rule.Rule, rule.Findings, Worst: rule.Findings.Max(finding => finding.Severity), Files: rule.Findings.Select(finding => finding.Path).Distinct().Count())).ToList();
        foreach (var (rule, findings, worst, files) in rows)
        {
            console.Markup(Coloured(worst, string.Create(CultureInfo.InvariantCulture, $"{findings.Count,6:N0}")));
            console.Markup($"  [link={rule.HelpLinkUri}]{rule.Id}[/]  ");
            console.MarkupLineInterpolated($"{rule.Title.ToString(CultureInfo.InvariantCulture)} [dim]({Counted(files, "file")})[/]");
        }

        if (rows.Count > 0)
        {
            console.WriteLine();
        }

        var result = report.Result;
        var severities = report.BySeverity.Select(pair => Coloured(pair.Severity, Counted(pair.Count, NameOf(pair.Severity)))).ToList();
        console.Markup(severities.Count == 0 ? "[green]0 findings[/]" : string.Join(", ", severities));
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{(report.Baseline is null ? "" : $" not in the baseline, which has {report.Known} more; {report.Gone} of it {(report.Gone == 1 ? "is" : "are")} gone;")} in {Counted(result.Files, "file")} ({result.Lines:N0} lines) of {Counted(result.Projects, "project")}, {result.Time.TotalSeconds:0.0} s");
    }

    private static string Coloured(DiagnosticSeverity severity, string text) => severity switch
    {
        DiagnosticSeverity.Error => $"[red]{text}[/]",
        DiagnosticSeverity.Warning => $"[yellow]{text}[/]",
        _ => $"[blue]{text}[/]",
    };

    /// <summary>The line and carets below it; of a very long line, the part around the place.</summary>
    private static void Excerpt(Finding finding, int width, IAnsiConsole console)
    {
        var gutter = finding.Line.ToString(CultureInfo.InvariantCulture);
        var widest = Math.Min(WidestLine, Math.Max(40, width - gutter.Length - 8));
        var line = Printable(finding.SourceLine);
        var start = Math.Min(finding.Span.Start.Character, line.Length);
        var end = finding.Span.End.Line == finding.Span.Start.Line ? Math.Min(finding.Span.End.Character, line.Length) : line.TrimEnd().Length;
        var from = start > widest - 40 ? start - 40 : line.Length - line.TrimStart().Length;
        from = Math.Clamp(from, 0, start);
        var shown = line.Substring(from, Math.Min(widest, line.Length - from)).TrimEnd();
        var carets = Math.Clamp(end - start, 1, Math.Max(1, shown.Length - (start - from)));
        console.MarkupLineInterpolated($"    [dim]{gutter} |[/] {shown}");
        console.Markup($"    [dim]{new string(' ', gutter.Length)} |[/] ");
        console.MarkupLine(new string(' ', start - from) + Coloured(finding.Severity, new string('^', carets)));
    }

    /// <summary>Tabs as one column, so that the carets stand right; control characters of hostile files do not reach the terminal.</summary>
    private static string Printable(string line)
    {
        var text = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.ToString();
    }
}
