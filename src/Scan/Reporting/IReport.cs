using System.IO;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>A way to write down what a scan found.</summary>
internal interface IReport
{
    /// <summary>Writes the whole report.</summary>
    public void Write(ScanResult result, LoadedCode code, TextWriter to);
}
