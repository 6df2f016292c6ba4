using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>For a person: findings by file, the line shown and the place marked, then what it comes to.</summary>
internal sealed class TextReport : IReport
{
    private const int WidestLine = 160;

    /// <inheritdoc/>
    public void Write(ScanResult result, LoadedCode code, TextWriter to)
    {
        foreach (var file in result.Findings.GroupBy(finding => finding.Path))
        {
            foreach (var finding in file)
            {
                to.WriteLine($"{code.Display(finding.Path)}({finding.Line},{finding.Column}): {finding.Rule} {finding.Message}");
                Excerpt(finding, to);
            }

            to.WriteLine();
        }

        foreach (var rule in result.Findings.GroupBy(finding => finding.Rule).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            to.WriteLine($"{rule.Key}  {rule.Count(),6} in {Counted(rule.Select(finding => finding.Path).Distinct().Count(), "file")}");
        }

        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Counted(result.Findings.Count, "finding")} in {Counted(result.Files, "file")} ({result.Lines:N0} lines) of {Counted(result.Projects, "project")}, {result.Time.TotalSeconds:0.0} s"));
    }

    /// <summary>A number with its noun.</summary>
    public static string Counted(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>The line and carets below it; of a very long line, the part around the place.</summary>
    private static void Excerpt(Finding finding, TextWriter to)
    {
        var line = Printable(finding.SourceLine);
        var start = Math.Min(finding.Span.Start.Character, line.Length);
        var end = finding.Span.End.Line == finding.Span.Start.Line ? Math.Min(finding.Span.End.Character, line.Length) : line.TrimEnd().Length;
        var from = start > WidestLine - 40 ? start - 40 : line.Length - line.TrimStart().Length;
        from = Math.Min(from, start);
        var shown = line.Substring(from, Math.Min(WidestLine, line.Length - from)).TrimEnd();
        var carets = Math.Clamp(end - start, 1, Math.Max(1, shown.Length - (start - from)));
        to.WriteLine("    " + shown);
        to.WriteLine("    " + new string(' ', start - from) + new string('^', carets));
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
