using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>Calls Equals, in the form that null on either side does not make throw.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AddressComparedByReferenceFix() : NetworkingFix("Compare with 'Equals'", "NWA9004")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model) =>
        root.FindNode(context.Span, getInnermostNodeForTie: true) is BinaryExpressionSyntax comparison && !IsOfTuples(comparison, model)
            ? await Trial.Compiled(context.Document, comparison, Mended(comparison, model), context.CancellationToken).ConfigureAwait(false)
            : null;

    private static bool IsOfTuples(BinaryExpressionSyntax comparison, SemanticModel model) => model.GetTypeInfo(comparison.Left).Type is null or { IsTupleType: true };

    private static ExpressionSyntax Mended(BinaryExpressionSyntax comparison, SemanticModel model)
    {
        var (left, right) = (comparison.Left, comparison.Right);

        // What is said between the two stays there; how they were laid out in lines does not.
        var between = SyntaxFactory.TriviaList(left.GetTrailingTrivia().Concat(comparison.OperatorToken.LeadingTrivia).Concat(comparison.OperatorToken.TrailingTrivia).Concat(right.GetLeadingTrivia())
            .Where(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            .SelectMany(trivia => new[] { trivia, trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) ? SyntaxFactory.CarriageReturnLineFeed : SyntaxFactory.Space }));
        var says = between.Count > 0;
        var (a, b) = (left.WithoutTrivia(), right.WithoutTrivia());

        ExpressionSyntax equals = IsNeverNull(left, model) ? Call(Primary(a), between, b)
            : !says && IsConstant(right, model) ? Call(Primary(b), default, a)
            : SyntaxFactory.InvocationExpression(
                Member(SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.ObjectKeyword))),
                SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
                    [SyntaxFactory.Argument(a), SyntaxFactory.Argument(b)],
                    [SyntaxFactory.Token(SyntaxTriviaList.Empty, SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space).AddRange(between))])));
        return (comparison.IsKind(SyntaxKind.EqualsExpression) ? equals : SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, equals)).WithTriviaFrom(comparison);
    }

    private static InvocationExpressionSyntax Call(ExpressionSyntax receiver, SyntaxTriviaList between, ExpressionSyntax argument) =>
        SyntaxFactory.InvocationExpression(
            Member(receiver),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(argument))).WithOpenParenToken(SyntaxFactory.Token(SyntaxTriviaList.Empty, SyntaxKind.OpenParenToken, between)));

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax receiver) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName("Equals"));

    private static ExpressionSyntax Primary(ExpressionSyntax expression) => expression is SimpleNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or ThisExpressionSyntax
        ? expression
        : SyntaxFactory.ParenthesizedExpression(expression);

    /// <summary>By the compiler's word, or .NET's: a constant, or the address of an endpoint, which refuses null.</summary>
    private static bool IsNeverNull(ExpressionSyntax side, SemanticModel model) =>
        IsConstant(side, model)
        || model.GetSymbolInfo(side).Symbol is IPropertySymbol { Name: "Address", ContainingType: { Name: "IPEndPoint", ContainingNamespace.Name: "Net" } } && side is MemberAccessExpressionSyntax
        || (model.GetNullableContext(side.SpanStart).AnnotationsEnabled() && model.GetNullableContext(side.SpanStart).WarningsEnabled() && model.GetTypeInfo(side).Nullability.FlowState == NullableFlowState.NotNull);

    private static bool IsConstant(ExpressionSyntax side, SemanticModel model) =>
        model.GetSymbolInfo(side).Symbol is IFieldSymbol { IsStatic: true, IsReadOnly: true, DeclaringSyntaxReferences.IsEmpty: true };
}
