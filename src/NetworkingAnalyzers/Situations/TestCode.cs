using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Is this code a test? Tests sleep, block and burn on purpose, and nobody's connection waits for them.</summary>
internal static class TestCode
{
    private static readonly ConditionalWeakTable<Compilation, object> Projects = new();

    /// <summary>Whether the compilation references a test framework, or the member or its type carries one of its attributes.</summary>
    public static bool Holds(ISymbol? member, Compilation compilation)
    {
        if ((bool)Projects.GetValue(compilation, c => (c.AssemblyName is { } name && Handling.IsTestAssembly(name)) || Handling.TestFrameworks.Any(type => c.GetTypeByMetadataName(type) is not null)))
        {
            return true;
        }

        for (var type = member?.ContainingType; type is not null; type = type.ContainingType)
        {
            // The framework may be absent from a bare folder of files: the name of the attribute is enough.
            if (IsMarked(type) || type.GetMembers().Any(m => m is IMethodSymbol { MethodKind: MethodKind.Ordinary } && IsMarked(m)))
            {
                return true;
            }
        }

        return (member as INamedTypeSymbol ?? member?.ContainingType) is { } holder && IsUsedByTestsOnly(Evidence.Outermost(holder), compilation);
    }

    /// <summary>
    /// <c>socket.Receive(b); Assert.Fail();</c>, <c>Assert.ThrowsAsync(async () => { await stream.ReadAsync(b); })</c>: the call is there to
    /// throw, what it returns is never used.
    /// </summary>
    public static bool ExpectsFailureOf(IOperation call)
    {
        if (call.Syntax.FirstAncestorOrSelf<LambdaExpressionSyntax>() is { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax expects } }
            && expects.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && name.StartsWith("Throws", System.StringComparison.Ordinal))
        {
            return true;
        }

        var statement = call.Syntax.FirstAncestorOrSelf<StatementSyntax>();
        return statement?.Parent is BlockSyntax block
            && block.Statements.ElementAtOrDefault(block.Statements.IndexOf(statement) + 1) is { } next
            && next is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Fail" } } };
    }

    /// <summary>A server for tests: every other file that names the type holds tests.</summary>
    private static bool IsUsedByTestsOnly(INamedTypeSymbol type, Compilation compilation)
    {
        var sources = Sources.Of(compilation);
        var others = sources.NamesAnywhere(type.Name, CancellationToken.None)
            .Select(name => name.SyntaxTree)
            .Distinct()
            .Where(tree => type.DeclaringSyntaxReferences.All(declaration => declaration.SyntaxTree != tree))
            .ToList();
        return others.Count > 0 && others.All(tree => Handling.UnmistakableTestAttributes.Any(name => sources.IsMentioned(tree, name)));
    }

    private static bool IsMarked(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: var name } && Handling.IsTestAttribute(name));
}
