using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>
/// <c>Read</c> becomes <c>ReadAtLeast</c> of the length that is wanted, and each test for zero a test for less than that: what
/// happens at the end of the stream now happens when it comes inside the message too.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ReadTakenForMessageFix() : NetworkingFix("Read at least what is needed", "NWA2003")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation { TargetMethod.Name: "Read" or "ReadAsync" } read
            || !HasLeastForm(read))
        {
            return null;
        }

        var seen = Seen.ForFix(read, model.Compilation, context.Document.Project.AnalyzerOptions, context.CancellationToken);
        if (Received.Of(new Call(read, seen.Types.TopicsOf(read.TargetMethod), seen)) is not { } received
            || !IsLengthNeeded(read, received, seen)
            || Rewrite(call, read, received) is not { } changes)
        {
            return null;
        }

        var around = changes.Keys.Select(node => (SyntaxNode)node).Aggregate((one, two) => one.AncestorsAndSelf().First(up => up.Span.Contains(two.Span)));
        var @new = around.ReplaceNodes(changes.Keys, (old, now) => changes[old](now));
        return await Trial.Compiled(context.Document, around, @new, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>The stream's type has <c>ReadAtLeast(Async)</c> (since .NET 7).</summary>
    private static bool HasLeastForm(IInvocationOperation read)
    {
        for (var type = read.TargetMethod.ContainingType; type is not null; type = type.BaseType)
        {
            if (!type.GetMembers(read.TargetMethod.Name == "Read" ? "ReadAtLeast" : "ReadAtLeastAsync").IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What is asked for is what the code goes on to need: a length known only at run time is the message's own; of a constant
    /// the last byte must be looked at, else the protocol may well send fewer, and waiting for the rest would be for ever.
    /// </summary>
    private static bool IsLengthNeeded(IInvocationOperation read, Received received, Seen seen) =>
        WantedLength.IsAskedFor(read, seen.Sources)
        && (WantedLength.ConstantOf(read, seen.Sources) is not { } constant
            || received.UsesBehind().Max(use => Received.NeededBy(use.Bytes, use.In.Types)) == constant);

    /// <summary>Each node that changes, and what it becomes; null where a test cannot be turned.</summary>
    private static Dictionary<SyntaxNode, System.Func<SyntaxNode, SyntaxNode>>? Rewrite(InvocationExpressionSyntax call, IInvocationOperation read, Received received)
    {
        if (LeastCall(call, read) is not var (length, arguments))
        {
            return null;
        }

        var changes = new Dictionary<SyntaxNode, System.Func<SyntaxNode, SyntaxNode>>();
        foreach (var test in received.TestsForZero())
        {
            if (Turned(test, length) is not { } turn)
            {
                return null;
            }

            changes[test.Syntax] = turn;
        }

        if (changes.Count > 0)
        {
            arguments.Insert(2, SyntaxFactory.ParseArgumentList("(throwOnEndOfStream: false)").Arguments[0]);
        }

        changes[call] = now => Renamed((InvocationExpressionSyntax)now).WithArgumentList(
            call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(arguments, Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Count - 1))));
        return changes;
    }

    private static (ExpressionSyntax Length, List<ArgumentSyntax> Arguments)? LeastCall(InvocationExpressionSyntax call, IInvocationOperation read)
    {
        if (Uses.ArgumentOf(read, "buffer")?.Syntax is not ExpressionSyntax buffer || Uses.ArgumentsOf(read).Any(argument => argument.Syntax is ArgumentSyntax { NameColon: not null }))
        {
            return null;
        }

        var count = Uses.ArgumentOf(read, "count")?.Syntax as ExpressionSyntax;
        var length = count ?? (buffer is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } bounds } ? bounds[1].Expression : SyntaxFactory.ParseExpression($"{buffer.WithoutTrivia()}.Length"));
        if (!IsSafeToRepeat(length) || (count is null && buffer is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax)))
        {
            return null;
        }

        var isWhole = count is null or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" };
        var into = isWhole ? buffer.WithoutTrivia() : SyntaxFactory.ParseExpression($"{buffer.WithoutTrivia()}.{(read.TargetMethod.Name == "Read" ? "AsSpan" : "AsMemory")}(0, {length.WithoutTrivia()})");
        var arguments = new List<ArgumentSyntax> { SyntaxFactory.Argument(into), SyntaxFactory.Argument(length.WithoutTrivia()) };
        if (Uses.ArgumentOf(read, "cancellationToken")?.Syntax is ExpressionSyntax token)
        {
            arguments.Add(SyntaxFactory.Argument(SyntaxFactory.NameColon("cancellationToken").WithTrailingTrivia(SyntaxFactory.Space), default, token.WithoutTrivia()));
        }

        return (length.WithoutTrivia(), arguments);
    }

    private static bool IsSafeToRepeat(ExpressionSyntax length) =>
        length.DescendantNodesAndSelf().All(node => node is LiteralExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax);

    /// <summary><c>n == 0</c> becomes <c>n &lt; length</c>, <c>n > 0</c> becomes <c>n >= length</c>.</summary>
    private static System.Func<SyntaxNode, SyntaxNode>? Turned(IOperation test, ExpressionSyntax length) => test switch
    {
        IBinaryOperation { Syntax: BinaryExpressionSyntax } comparison when Comparing.Of(comparison) is { Kind: var kind, Constant: var bound, Value: var count } => (kind, bound) switch
        {
            (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, 0) or (BinaryOperatorKind.LessThan, 1) => now => Compared(now, ReferenceEquals(count, comparison.RightOperand), SyntaxKind.LessThanExpression, SyntaxKind.LessThanToken, length),
            (BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => now => Compared(now, ReferenceEquals(count, comparison.RightOperand), SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.GreaterThanEqualsToken, length),
            _ => null,
        },
        IIsPatternOperation { Syntax: IsPatternExpressionSyntax, Pattern: IConstantPatternOperation } => now =>
            SyntaxFactory.BinaryExpression(
                SyntaxKind.LessThanExpression,
                ((IsPatternExpressionSyntax)now).Expression,
                SyntaxFactory.Token(SyntaxKind.LessThanToken).WithTrailingTrivia(SyntaxFactory.Space),
                length).WithTriviaFrom(now),
        _ => null,
    };

    private static SyntaxNode Compared(SyntaxNode now, bool isCountRight, SyntaxKind kind, SyntaxKind token, ExpressionSyntax length)
    {
        var comparison = (BinaryExpressionSyntax)now;
        return SyntaxFactory.BinaryExpression(kind, isCountRight ? comparison.Right.WithTriviaFrom(comparison.Left) : comparison.Left, SyntaxFactory.Token(token).WithTriviaFrom(comparison.OperatorToken), length.WithTriviaFrom(comparison.Right));
    }

    private static InvocationExpressionSyntax Renamed(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => call.WithExpression(access.WithName(Renamed(access.Name))),
        MemberBindingExpressionSyntax binding => call.WithExpression(binding.WithName(Renamed(binding.Name))),
        _ => call,
    };

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name) =>
        SyntaxFactory.IdentifierName(name.Identifier.ValueText == "Read" ? "ReadAtLeast" : "ReadAtLeastAsync").WithTriviaFrom(name);
}
