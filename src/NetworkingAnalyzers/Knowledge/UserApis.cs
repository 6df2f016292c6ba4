using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

internal readonly partial struct Topics
{
    /// <summary>Is run for each connection: declared so by its team.</summary>
    public static readonly Topics Handles = New();
}

/// <summary>
/// What a team says of its own API in additional files named <see cref="FileName"/>, a line for each member:
/// <c>[Acme.Link]::Receive -> receive</c>. The rows join the tables of .NET's own API. docs/configuration.md is for users.
/// </summary>
internal sealed class UserApis
{
    public const string FileName = "NetworkingAnalyzers.Apis.txt";

    public static readonly UserApis None = new(ImmutableArray<Entry>.Empty);

    private const string Connection = "connection";

    private static readonly ConditionalWeakTable<AnalyzerOptions, UserApis> Known = new();

    /// <summary>Each role with what it makes of a member. What takes part of a stream's bytes makes a connection of its type.</summary>
    private static readonly ImmutableSortedDictionary<string, Func<string, string, IEnumerable<ApiRow>>> Roles =
        new Dictionary<string, Func<string, string, IEnumerable<ApiRow>>>(StringComparer.Ordinal)
        {
            [Connection] = (_, _) => Enumerable.Empty<ApiRow>(),
            ["receive"] = (type, member) => SyncOrAsync(ReceivesBytes, type, member),
            ["receive-exactly"] = (type, member) => SyncOrAsync(ReceivesExactly, type, member),
            ["send"] = (type, member) => SyncOrAsync(SendsBytes, type, member),
            ["accept"] = (type, member) => SyncOrAsync(Accepts, type, member),
            ["connect"] = (type, member) => SyncOrAsync(Connects, type, member),
            ["own"] = (type, member) => new[] { new ApiRow(MustBeReleased, type, member) },
            ["release"] = (type, member) => new[] { new ApiRow(Releases, type, member) },
            ["block"] = (type, member) => new[] { new ApiRow(AsksAndWaits, type, member) },
            ["cpu"] = (type, member) => new[] { new ApiRow(BurnsCpu, type, member) { Reason = $"{FileName} says that it keeps a processor busy" } },
            ["handle"] = (type, member) => new[] { new ApiRow(Handles, type, member) },
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> OnConnections = ImmutableHashSet.Create("receive", "receive-exactly", "send");

    private static readonly Regex Line = new(@"^\s*\[(?<type>[^\[\]]+)\]\s*(::\s*(?<member>\.?\w+)\s*)?->\s*(?<role>[\w-]+)\s*$", RegexOptions.CultureInvariant);

    private UserApis(ImmutableArray<Entry> entries)
    {
        Entries = entries;
        Rows = entries.Where(entry => entry.Member is not null).SelectMany(entry => Roles[entry.Role](entry.Type, entry.Member!)).ToImmutableArray();
        ConnectionTypes = entries.Where(entry => entry.Role == Connection || OnConnections.Contains(entry.Role)).Select(entry => entry.Type).Distinct(StringComparer.Ordinal).ToImmutableArray();
    }

    /// <summary>Lines that could be read.</summary>
    public ImmutableArray<Entry> Entries { get; }

    /// <summary>What they say of members.</summary>
    public ImmutableArray<ApiRow> Rows { get; }

    /// <summary>Types that count as connections.</summary>
    public ImmutableArray<string> ConnectionTypes { get; }

    /// <summary>What the additional files of a compilation say; lines that cannot be read say nothing.</summary>
    public static UserApis Of(AnalyzerOptions options)
    {
        if (options.AdditionalFiles.IsDefaultOrEmpty)
        {
            return None;
        }

        return Known.GetValue(options, given =>
        {
            var entries = given.AdditionalFiles.Where(IsOne).SelectMany(file => Read(file, CancellationToken.None).Entries).ToImmutableArray();
            return entries.IsEmpty ? None : new UserApis(entries);
        });
    }

    /// <summary>Whether an additional file is one of these.</summary>
    public static bool IsOne(AdditionalText file) => string.Equals(Path.GetFileName(file.Path), FileName, StringComparison.OrdinalIgnoreCase);

    /// <summary>The lines of a file, and those that cannot be read with the reason.</summary>
    public static (ImmutableArray<Entry> Entries, ImmutableArray<(TextLine Line, string Reason)> Wrong) Read(AdditionalText file, CancellationToken cancellation)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>();
        var wrong = ImmutableArray.CreateBuilder<(TextLine, string)>();
        foreach (var line in file.GetText(cancellation)?.Lines ?? Enumerable.Empty<TextLine>())
        {
            var text = line.ToString();
            var comment = text.IndexOf('#');
            text = (comment < 0 ? text : text.Substring(0, comment)).Trim();
            if (text.Length == 0)
            {
                continue;
            }

            var match = Line.Match(text);
            var (member, role) = (match.Groups["member"], match.Groups["role"].Value);
            if (!match.Success)
            {
                wrong.Add((line, "a line is '[Namespace.Type]::Member -> role', '[Namespace.Type] -> connection' or a comment after '#'"));
            }
            else if (!Roles.ContainsKey(role))
            {
                wrong.Add((line, $"there is no role '{role}'; the roles are {string.Join(", ", Roles.Keys)}"));
            }
            else if (member.Success == (role == Connection))
            {
                wrong.Add((line, member.Success ? $"the role '{role}' is for a type, without '::{member.Value}'" : $"the role '{role}' needs a member, '::Name' after the type"));
            }
            else
            {
                entries.Add(new Entry(match.Groups["type"].Value.Trim(), member.Success ? member.Value : null, role, line));
            }
        }

        return (entries.ToImmutable(), wrong.ToImmutable());
    }

    /// <summary>
    /// Why a line that reads well says nothing about this compilation, or null where it does, or where the type's namespace is
    /// not there at all: one file can serve many projects.
    /// </summary>
    public static string? MissedBy(Entry entry, NetTypes net, Compilation compilation)
    {
        if (net.Type(entry.Type) is { } type)
        {
            for (var up = type; up is not null && entry.Member is not null; up = up.BaseType)
            {
                if (!up.GetMembers(entry.Member).IsEmpty)
                {
                    return up.Equals(type, SymbolEqualityComparer.Default) ? null : $"'{entry.Member}' is declared by '{up.ToDisplayString()}'; name that type";
                }
            }

            return entry.Member is null ? null : $"'{entry.Type}' has no member '{entry.Member}'";
        }

        var space = compilation.GlobalNamespace;
        var names = entry.Type.Split('.');
        foreach (var name in names.Take(names.Length - 1))
        {
            if (space.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == name) is not { } inner)
            {
                return null;
            }

            space = inner;
        }

        return $"there is no type '{entry.Type}'; nested types are written Outer+Inner, generic ones Name`1";
    }

    private static IEnumerable<ApiRow> SyncOrAsync(Topics topics, string type, string member) => new[]
    {
        new ApiRow(topics | BlocksOnNetwork, type, member) { Only = symbol => !IsAwaited(symbol) },
        new ApiRow(topics | Asynchronous, type, member) { Only = IsAwaited },
    };

    private static bool IsAwaited(ISymbol member) => member is IMethodSymbol { ReturnType.Name: "Task" or "ValueTask" };

    /// <summary>One line.</summary>
    internal sealed class Entry
    {
        public Entry(string type, string? member, string role, TextLine line)
        {
            Type = type;
            Member = member;
            Role = role;
            Line = line;
        }

        /// <summary>A metadata name.</summary>
        public string Type { get; }

        /// <summary>Null where the line is about the type.</summary>
        public string? Member { get; }

        public string Role { get; }

        public TextLine Line { get; }
    }
}
