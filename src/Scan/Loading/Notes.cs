using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>What was passed over and why: nothing is left out in silence. Files are read on many threads.</summary>
internal sealed class Notes
{
    private readonly ConcurrentQueue<Note> _notes = new();

    /// <summary>In a stable order.</summary>
    public IReadOnlyList<Note> All => [.. _notes.Distinct().OrderBy(note => note.Path, System.StringComparer.Ordinal)];

    /// <summary>Notes a file, folder or project.</summary>
    public void Add(string path, string what, bool passedOver = true) => _notes.Enqueue(new Note(path, what, passedOver));
}

/// <summary>One thing noted about one path.</summary>
/// <param name="Path">The file, folder or project.</param>
/// <param name="What">What is the matter.</param>
/// <param name="PassedOver">Whether its code was not analysed.</param>
internal sealed record Note(string Path, string What, bool PassedOver);
