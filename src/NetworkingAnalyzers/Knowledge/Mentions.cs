using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// Does any file of a compilation name anything of networking at all? A project that does not pays for reading its own text
/// once, instead of for the operations of all its bodies.
/// </summary>
internal static class Mentions
{
    private static readonly string[] Spaces = ["System.Net", "System.IO.Pipelines", "System.Web", "Microsoft.AspNetCore"];

    private static readonly Lazy<HashSet<int>> Known = new(() => new(NetTypes.AllRows.Select(row => row.Type)
        .Concat(Handling.Types)
        .Concat(Accepting.Carriers)
        .Where(type => Spaces.Any(space => type.StartsWith(space, StringComparison.Ordinal)))
        .Concat(["System.Net.HttpListener", "System.Net.IPAddress", "System.Net.IPEndPoint", "System.Net.EndPoint"])
        .SelectMany(NamesOf)
        .Select(Hash)));

    /// <summary>Whether a file has one of the words, in code or elsewhere.</summary>
    /// <param name="compilation">What is looked at.</param>
    /// <param name="types">Metadata names of types that count besides those of the tables.</param>
    public static bool In(Compilation compilation, IEnumerable<string> types)
    {
        var words = new HashSet<int>(types.SelectMany(NamesOf).Select(Hash));
        words.UnionWith(Known.Value);
        var buffer = new char[8192];
        return compilation.SyntaxTrees.Any(tree => IsIn(tree.GetText(), words, buffer));
    }

    // Words are compared by hash: to take another word for one of ours costs time and nothing else.
    private static bool IsIn(SourceText text, HashSet<int> words, char[] buffer)
    {
        var (hash, inWord) = (0, false);
        for (var at = 0; at < text.Length; at += buffer.Length)
        {
            var count = Math.Min(buffer.Length, text.Length - at);
            text.CopyTo(at, buffer, 0, count);
            for (var i = 0; i < count; i++)
            {
                if (char.IsLetterOrDigit(buffer[i]) || buffer[i] == '_')
                {
                    (hash, inWord) = (Next(hash, buffer[i]), true);
                }
                else if (inWord)
                {
                    if (words.Contains(hash))
                    {
                        return true;
                    }

                    (hash, inWord) = (0, false);
                }
            }
        }

        return inWord && words.Contains(hash);
    }

    private static int Hash(string word) => word.Aggregate(0, Next);

    private static int Next(int hash, char letter) => unchecked((hash * 31) + letter);

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
