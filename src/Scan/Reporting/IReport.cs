using System.IO;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>A way to write down what a scan found.</summary>
internal interface IReport
{
    /// <summary>Writes the whole report.</summary>
    public void Write(ScanReport report, TextWriter to);
}
