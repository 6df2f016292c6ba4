using System.Collections.Generic;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>What to load.</summary>
/// <param name="Path">The folder, as the user wrote it.</param>
/// <param name="Exclude">Patterns of files and folders to leave out.</param>
internal sealed record LoadOptions(string Path, IReadOnlyCollection<string> Exclude)
{
    /// <summary>What paths are shown below; the folder as the user wrote it unless said otherwise.</summary>
    public string ShownBelow { get; init; } = Path;
}
