using System.IO;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>For tools: one finding on each line, fields separated by tabs, the first line naming them.</summary>
internal sealed class TsvReport : IReport
{
    /// <inheritdoc/>
    public void Write(ScanReport report, TextWriter to)
    {
        to.WriteLine("rule\tpath\tline\tcolumn\tmember\tmessage\tsource");
        foreach (var finding in report.Findings)
        {
            to.WriteLine(Row(finding, report.Code));
        }
    }

    /// <summary>The line of one finding.</summary>
    public static string Row(Finding finding, LoadedCode code) => string.Join(
        '\t',
        finding.Rule,
        Field(code.Display(finding.Path)),
        finding.Line,
        finding.Column,
        Field(finding.Member),
        Field(finding.Message),
        Field(finding.SourceLine.Trim()));

    /// <summary>Text without what separates fields and lines.</summary>
    public static string Field(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ').Replace('\0', ' ');
}
