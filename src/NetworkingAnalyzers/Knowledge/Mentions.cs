using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// What of a compilation names anything of networking, by its words alone: a project, a file or a body without any pays for the reading of its
/// text, instead of for the operations that the compiler would have to build. Safe for any number of threads.
/// </summary>
internal sealed class Mentions
{
    private static readonly string[] Spaces = ["System.Net", "System.IO.Pipelines", "System.Web", "Microsoft.AspNetCore"];

    /// <summary>Members of the tables that most code calls. Without a better word nearby they say nothing.</summary>
    private static readonly HashSet<string> Everyday =
    [
        "Length", "Position", "Dispose", "DisposeAsync", "Close", "Add", "AddRange", "GetBytes", "GetString", "GetChars", "ToString", "Parse", "TryParse", "Create", "Clone",
        "Buffer", "Load", "Save", "Generate", "Encode", "Decode", "Hash", "Invoke", "Timeout", "Server", "Client", "Map", "Use", "Task", "TaskCompletionSource",
        "Contains", "Remove", "GetValues", "TryGetValues", "Content", "Response", "File", "Stream", "FromResult", "Resolve", "Compare", "Join", "Resize", "ForEach", "Select", "Handle", "Value",
    ];

    private static readonly Lazy<HashSet<int>> KnownTypes = new(() => new(NetTypes.AllRows.Select(row => row.Type)
        .Concat(Handling.Types)
        .Concat(Accepting.Carriers)
        .Where(type => Spaces.Any(space => type.StartsWith(space, StringComparison.Ordinal)))
        .Concat(Addresses.Types)
        .Concat(["System.Net.HttpListener", Certificates.Callback, Certificates.Errors])
        .Concat(Protocols.Types)
        .SelectMany(NamesOf)
        .Select(Hash)));

    private static readonly Lazy<HashSet<int>> KnownMembers = new(() => new(NetTypes.AllRows
        .SelectMany(WordsOf)
        .Where(word => !Everyday.Contains(word))
        .Select(Hash)));

    private static readonly ThreadLocal<char[]> Pieces = new(() => new char[8192]);

    private readonly HashSet<int> _types;
    private readonly HashSet<int> _members;
    private readonly ConcurrentDictionary<SyntaxTree, Mention> _files = new();

    /// <summary>Words to look for.</summary>
    /// <param name="user">What counts besides the tables: the users' own types and members are words of networking.</param>
    public Mentions(UserApis user)
    {
        _types = With(KnownTypes.Value, user.Entries.SelectMany(entry => NamesOf(entry.Type)).Concat(user.Rows.SelectMany(row => row.Members)));
        _members = KnownMembers.Value;
    }

    /// <summary>How near to networking a piece of text is.</summary>
    private enum Mention
    {
        /// <summary>None of the words.</summary>
        None,

        /// <summary>A member that streams, threads or tasks have, too.</summary>
        Member,

        /// <summary>A type of networking, in code or elsewhere.</summary>
        Type,
    }

    /// <summary>Whether any file names a type of networking.</summary>
    public bool AreIn(Compilation compilation) => compilation.SyntaxTrees.Any(tree => Of(tree) == Mention.Type);

    /// <summary>
    /// Whether the code may hold something that a rule wants to see: it lies in a file that names a type of networking, or itself names a member
    /// of the tables (its connection may have been declared in another file).
    /// </summary>
    public bool MayConcern(SyntaxNode code) => Of(code.SyntaxTree) switch
    {
        Mention.Type => true,
        Mention.Member => In(code.SyntaxTree.GetText(), code.Span) != Mention.None,
        _ => false,
    };

    private Mention Of(SyntaxTree tree) => _files.GetOrAdd(tree, file => In(file.GetText(), new TextSpan(0, file.Length)));

    // Words are compared by hash: to take another word for one of ours costs time and nothing else.
    private Mention In(SourceText text, TextSpan span)
    {
        var buffer = Pieces.Value!;
        var (hash, inWord, found) = (0, false, Mention.None);
        for (var at = span.Start; at < span.End; at += buffer.Length)
        {
            var count = Math.Min(buffer.Length, span.End - at);
            text.CopyTo(at, buffer, 0, count);
            for (var i = 0; i < count; i++)
            {
                if (char.IsLetterOrDigit(buffer[i]) || buffer[i] == '_')
                {
                    (hash, inWord) = (Next(hash, buffer[i]), true);
                }
                else if (inWord)
                {
                    found = Nearer(found, hash);
                    if (found == Mention.Type)
                    {
                        return found;
                    }

                    (hash, inWord) = (0, false);
                }
            }
        }

        return inWord ? Nearer(found, hash) : found;
    }

    private Mention Nearer(Mention found, int hash) =>
        _types.Contains(hash) ? Mention.Type : found == Mention.None && _members.Contains(hash) ? Mention.Member : found;

    private static HashSet<int> With(HashSet<int> known, IEnumerable<string> words)
    {
        var all = new HashSet<int>(words.Select(Hash));
        if (all.Count == 0)
        {
            return known;
        }

        all.UnionWith(known);
        return all;
    }

    private static int Hash(string word) => word.Aggregate(0, Next);

    private static int Next(int hash, char letter) => unchecked((hash * 31) + letter);

    private static IEnumerable<string> WordsOf(ApiRow row) => row.Members.SelectMany(member => member == ".ctor" ? NamesOf(row.Type) : [member]);

    /// <summary>What code calls the type: without namespace, outer types and arity; an attribute also without its last word.</summary>
    private static IEnumerable<string> NamesOf(string type)
    {
        var name = type.Split('.', '+').Last().Split('`')[0];
        yield return name;
        if (name.EndsWith("Attribute", StringComparison.Ordinal))
        {
            yield return name.Substring(0, name.Length - "Attribute".Length);
        }
    }
}
