using System;
using System.Collections.Generic;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>All that a run found.</summary>
internal sealed class ScanResult
{
    /// <summary>By file, place and rule; each once, though several projects may compile the file.</summary>
    public SortedSet<Finding> Findings { get; } = [];

    /// <summary>Rules that threw.</summary>
    public List<Crash> Crashes { get; } = [];

    /// <summary>Projects analysed.</summary>
    public int Projects { get; set; }

    /// <summary>Files analysed.</summary>
    public int Files { get; set; }

    /// <summary>Lines in them.</summary>
    public long Lines { get; set; }

    /// <summary>From start to end, loading included.</summary>
    public TimeSpan Time { get; set; }
}

/// <summary>An exception out of a rule.</summary>
internal sealed record Crash(string Analyzer, string Project, string Details);
