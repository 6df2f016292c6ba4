using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Recall;

/// <summary>One file at one commit: its syntax, and what the rules say in it; or why it cannot be had.</summary>
internal sealed class SeenFile
{
    private readonly SyntaxNode? _root;
    private readonly IReadOnlyList<Finding> _findings;

    private SeenFile(SyntaxNode? root, IReadOnlyList<Finding> findings, string? trouble)
    {
        _root = root;
        _findings = findings;
        Trouble = trouble;
    }

    /// <summary>Why it cannot be judged; null where it can.</summary>
    public string? Trouble { get; }

    /// <summary>A file that was analysed.</summary>
    public static SeenFile With(SyntaxNode root, IReadOnlyList<Finding> findings) => new(root, findings, trouble: null);

    /// <summary>A file that could not be.</summary>
    public static SeenFile Without(string trouble) => new(root: null, [], trouble);

    /// <summary>The member around a line; where the line is in none of that name, the nearest that is.</summary>
    public SyntaxNode? MemberAt(string name, int line)
    {
        var named = Named(name).ToList();
        return named.FirstOrDefault(member => LinesOf(member) is var (first, last) && first <= line && line <= last)
            ?? named.MinBy(member => Math.Abs(LinesOf(member).First - line));
    }

    /// <summary>What has become of a member: of several with its name the one with its parameters, else all.</summary>
    public IReadOnlyList<SyntaxNode> SuccessorsOf(SyntaxNode member)
    {
        var named = Named(Members.NameOf(member)!).ToList();
        return named.Where(other => ParametersOf(other) == ParametersOf(member)).ToList() is { Count: > 0 } same ? same : named;
    }

    /// <summary>The rules that speak inside a member.</summary>
    public IReadOnlySet<string> RulesIn(SyntaxNode member) => _findings.Where(finding => member.FullSpan.Contains(finding.TextSpan)).Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);

    /// <summary>The rules that speak anywhere in the file.</summary>
    public IReadOnlySet<string> Rules => _findings.Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);

    private IEnumerable<SyntaxNode> Named(string name) => _root!.DescendantNodes().Where(node => Members.NameOf(node) == name);

    private static (int First, int Last) LinesOf(SyntaxNode node) => node.SyntaxTree.GetLineSpan(node.Span) is var span ? (span.StartLinePosition.Line + 1, span.EndLinePosition.Line + 1) : default;

    private static string ParametersOf(SyntaxNode member) => (member as BaseMethodDeclarationSyntax)?.ParameterList.NormalizeWhitespace().ToString() ?? "";
}
