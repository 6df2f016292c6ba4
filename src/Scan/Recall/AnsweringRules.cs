using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetworkingAnalyzers.Scan.Corpus;

namespace NetworkingAnalyzers.Scan.Recall;

/// <summary>Which rules answer for which class of bug: <c>classes.tsv</c>, the one place that says so.</summary>
internal sealed class AnsweringRules
{
    private readonly Dictionary<string, IReadOnlySet<string>> _ofClass;

    private AnsweringRules(IEnumerable<Func<string, string>> rows) =>
        _ofClass = rows.ToDictionary(row => row("class"), row => (IReadOnlySet<string>)row("rules").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>All classes that some rule answers for.</summary>
    public IEnumerable<string> Classes => _ofClass.Keys;

    /// <summary>The table that the tool was built with.</summary>
    public static AnsweringRules Own()
    {
        using var table = new StreamReader(typeof(AnsweringRules).Assembly.GetManifestResourceStream("classes.tsv")!);
        return new AnsweringRules(Table.Read(table));
    }

    /// <summary>The ids; none for a class that is not in the table.</summary>
    public IReadOnlySet<string> For(string @class) => _ofClass.TryGetValue(@class, out var rules) ? rules : new HashSet<string>();
}
