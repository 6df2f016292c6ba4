namespace NetworkingAnalyzers.Scan.Commands;

/// <summary>What the tool returns to its caller; part of its contract.</summary>
internal static class ExitCode
{
    /// <summary>Analysed, nothing found.</summary>
    public const int Clean = 0;

    /// <summary>Analysed, and something is the matter.</summary>
    public const int Findings = 1;

    /// <summary>Bad usage, a rule that threw, or nothing that could be analysed.</summary>
    public const int Failed = 2;

    /// <summary>Interrupted by the user, as shells count it.</summary>
    public const int Interrupted = 130;
}
