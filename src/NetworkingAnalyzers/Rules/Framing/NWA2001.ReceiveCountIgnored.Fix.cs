using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>
/// <c>Read</c> becomes <c>ReadExactly</c> where the length that is asked for is the length that is wanted, and the target
/// framework has it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ReceiveCountIgnoredFix() : NetworkingFix("Read exactly", "NWA2001")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && model.GetOperation(call, context.CancellationToken) is IInvocationOperation invocation
            && HasExactForm(invocation)
            && WantedLength.IsAskedFor(invocation, Sources.Of(model.Compilation))
            && !IsWrittenAgain(invocation)
            && Rewrite(call) is var (old, @new))
        {
            return root.ReplaceNode(old, @new);
        }

        return null;
    }

    /// <summary>The local that goes with the count holds that of another receive too.</summary>
    private static bool IsWrittenAgain(IInvocationOperation read) =>
        Fate.Of(read) is { Kind: FateKind.Stored, Into: ILocalSymbol local } && Body.Around(read).MentionsOf(local).Count > 1;

    /// <summary>The stream's type has <c>ReadExactly(Async)</c> with the very same parameters (since .NET 7).</summary>
    private static bool HasExactForm(IInvocationOperation read)
    {
        for (var type = read.TargetMethod.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(Exact(read.TargetMethod.Name)).OfType<IMethodSymbol>().Any(exact =>
                exact.Parameters.Select(p => p.Type.ToDisplayString()).SequenceEqual(read.TargetMethod.Parameters.Select(p => p.Type.ToDisplayString()))))
            {
                return true;
            }
        }

        return false;
    }

    private static string Exact(string read) => read switch
    {
        "Read" => "ReadExactly",
        "ReadAsync" => "ReadExactlyAsync",
        _ => "?",
    };

    /// <summary>
    /// The exact call has no result: a discard or an unread local goes with it. Null where something else holds the call.
    /// </summary>
    private static (SyntaxNode Old, SyntaxNode New)? Rewrite(InvocationExpressionSyntax call)
    {
        var exact = call.WithExpression(Renamed(call.Expression));
        ExpressionSyntax whole = call;
        var @new = (ExpressionSyntax)exact;
        while (whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } access && access.Expression == whole)
        {
            @new = configured.WithExpression(access.WithExpression(@new));
            whole = configured;
        }

        if (whole.Parent is AwaitExpressionSyntax await)
        {
            @new = await.WithExpression(@new);
            whole = await;
        }
        else if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReadAsync" } or MemberBindingExpressionSyntax { Name.Identifier.ValueText: "ReadAsync" })
        {
            // A task that is kept or dropped unawaited: its type would change under its user.
            return null;
        }

        switch (whole.Parent)
        {
            case ExpressionStatementSyntax or ArrowExpressionClauseSyntax:
                return (whole, @new);
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax } discard:
                return (discard, @new.WithTriviaFrom(discard));
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax local } } }:
                return (local, SyntaxFactory.ExpressionStatement(@new.WithoutTrivia()).WithTriviaFrom(local));
            case LambdaExpressionSyntax lambda when lambda.Body == whole && whole is not AwaitExpressionSyntax:
                return (whole, @new);
            default:
                return null;
        }
    }

    private static ExpressionSyntax Renamed(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.WithName(Renamed(access.Name)),
        MemberBindingExpressionSyntax binding => binding.WithName(Renamed(binding.Name)),
        SimpleNameSyntax name => Renamed(name),
        _ => expression,
    };

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name) =>
        SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(name.GetLeadingTrivia(), Exact(name.Identifier.ValueText), name.GetTrailingTrivia()));
}
