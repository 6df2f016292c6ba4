using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>
/// Leaves when the read tells the end: out of a receive loop by <c>break</c>, out of a loop that fills a buffer by
/// <c>EndOfStreamException</c>, for there the rest is missing.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class EndOfStreamUnnoticedFix() : NetworkingFix("Leave the loop at the end of the stream", "NWA2002")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetOperation(call, context.CancellationToken) is not IInvocationOperation read
            || Loops.Around(read) is not { } loop
            || call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement)
        {
            return null;
        }

        var end = EndOfStream.ToldBy(read);
        var assumption = new Assumption(read, end);
        var fills = assumption.Sums.Count > 0 && Loops.ConditionOf(loop) is { } condition
            && Operations.Below(condition).Any(operation => Makings.SymbolOf(operation) is { } sum && assumption.Sums.Contains(sum, SymbolEqualityComparer.Default));
        var leave = fills ? Throw() : (StatementSyntax?)(BreaksOut(statement, loop) ? SyntaxFactory.BreakStatement() : null);
        if (leave is null)
        {
            return null;
        }

        var line = LineEndOf(root);
        var replaced = statement switch
        {
            // total += socket.Receive(..);
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } sum } when IsAll(sum.Right, call) =>
                Split(statement, sum, NameFor(model, statement), end, leave, line),
            // n = socket.Receive(..);
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax holder } assignment } when IsAll(assignment.Right, call) =>
                ImmutableArray.Create(statement, Test(holder.Identifier.ValueText, end, leave, line)),
            // var n = socket.Receive(..);
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } when variables[0].Initializer is { } initializer && IsAll(initializer.Value, call) =>
                ImmutableArray.Create(statement, Test(variables[0].Identifier.ValueText, end, leave, line)),
            _ => ImmutableArray<StatementSyntax>.Empty,
        };
        if (!replaced.IsEmpty)
        {
            return Replace(root, statement, replaced);
        }

        return null;
    }

    /// <summary>The line end that the file uses.</summary>
    private static SyntaxTrivia LineEndOf(SyntaxNode root) =>
        root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found
            ? SyntaxFactory.ElasticEndOfLine(found.ToString())
            : SyntaxFactory.ElasticLineFeed;

    private static SyntaxNode Replace(SyntaxNode root, StatementSyntax statement, ImmutableArray<StatementSyntax> replaced) => statement.Parent switch
    {
        GlobalStatementSyntax global => root.ReplaceNode(global, replaced.Select(SyntaxFactory.GlobalStatement)),
        BlockSyntax or SwitchSectionSyntax => root.ReplaceNode(statement, replaced),
        _ => root.ReplaceNode(statement, SyntaxFactory.Block(replaced).WithAdditionalAnnotations(Formatter.Annotation)),
    };

    /// <summary><c>total += read</c> becomes: read, test, add.</summary>
    private static ImmutableArray<StatementSyntax> Split(StatementSyntax statement, AssignmentExpressionSyntax sum, string name, object? end, StatementSyntax leave, SyntaxTrivia line) =>
        ImmutableArray.Create(
            SyntaxFactory.ParseStatement($"var {name} = {sum.Right.WithoutTrivia().ToFullString()};")
                .WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(line).WithAdditionalAnnotations(Formatter.Annotation),
            Test(name, end, leave, line),
            SyntaxFactory.ExpressionStatement(sum.WithRight(SyntaxFactory.IdentifierName(name)).WithoutLeadingTrivia())
                .WithTrailingTrivia(statement.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));

    private static StatementSyntax Test(string name, object? end, StatementSyntax leave, SyntaxTrivia line) =>
        SyntaxFactory.IfStatement(SyntaxFactory.ParseExpression($"{name} == {end ?? "null"}"), SyntaxFactory.Block(leave))
            .WithTrailingTrivia(line, line)
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static StatementSyntax Throw() => SyntaxFactory.ThrowStatement(
        SyntaxFactory.ObjectCreationExpression(SyntaxFactory.ParseTypeName("System.IO.EndOfStreamException").WithAdditionalAnnotations(Simplifier.Annotation))
            .WithArgumentList(SyntaxFactory.ArgumentList()));

    /// <summary>A <c>break</c> here leaves the read's own loop, not a <c>switch</c> inside it.</summary>
    private static bool BreaksOut(StatementSyntax statement, ILoopOperation loop) =>
        statement.Ancestors().FirstOrDefault(node => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax or SwitchStatementSyntax) == loop.Syntax;

    /// <summary>The expression is the read, perhaps awaited and configured, and nothing else.</summary>
    private static bool IsAll(ExpressionSyntax expression, InvocationExpressionSyntax call)
    {
        while (true)
        {
            switch (expression)
            {
                case AwaitExpressionSyntax await:
                    expression = await.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } access }:
                    expression = access.Expression;
                    break;
                default:
                    return expression == call;
            }
        }
    }

    /// <summary>A name that nothing in the member uses.</summary>
    private static string NameFor(SemanticModel model, StatementSyntax statement)
    {
        var isTaken = Names.Taken(statement, model);
        return new[] { "received", "count", "bytesRead", "receivedNow" }.FirstOrDefault(name => !isTaken(name)) ?? "receivedByThisRead";
    }
}
