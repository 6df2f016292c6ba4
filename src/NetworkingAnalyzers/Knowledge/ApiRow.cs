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
}
