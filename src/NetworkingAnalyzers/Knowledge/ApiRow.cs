using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// One line of a table: these members of this type have this topic. Overloads share the topic unless <see cref="Only"/> tells
/// them apart. <c>.ctor</c> names the constructors.
/// </summary>
internal sealed class ApiRow
{
    public ApiRow(Topics topics, string type, params string[] members)
    {
        Topics = topics;
        Type = type;
        Members = members.ToImmutableArray();
    }

    public Topics Topics { get; }

    /// <summary>The metadata name of the declaring type.</summary>
    public string Type { get; }

    public ImmutableArray<string> Members { get; }

    /// <summary>Which overloads; all where null.</summary>
    public Func<ISymbol, bool>? Only { get; init; }

    /// <summary>Why the row is here, as a clause to print, where a rule prints one.</summary>
    public string? Reason { get; init; }

    /// <summary>The parameter that decides what a call costs, where one does ...</summary>
    public string? Cost { get; init; }

    /// <summary>... and the largest value of it that is still cheap.</summary>
    public int CheapUpTo { get; init; }

    /// <summary>Whether a call is dear where the value of <see cref="Cost"/> cannot be seen, or is left at its default.</summary>
    public bool IsDearUnseen { get; init; }
}
