using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Tests.Programs;

/// <summary>
/// Other ways to write the same program. Each keeps its meaning and its lines: what the rules say of it must not depend on which way its author likes.
/// </summary>
internal static class Rewritings
{
    /// <summary>All of them, by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<SyntaxNode, SemanticModel, IEnumerable<TextChange>>> All = new Dictionary<string, Func<SyntaxNode, SemanticModel, IEnumerable<TextChange>>>
    {
        ["await x.ConfigureAwait(false)"] = ConfigureAwait,
        ["0 == n for n == 0"] = Flip,
        ["if (!(c)) { } else"] = Negate,
        ["{ return x; } for => x"] = Block,
        ["using (..) { } for using var"] = Using,
        ["for (; c;) for while (c)"] = For,
        ["try { } finally { } around the body"] = Try,
        ["Span and Memory for array, offset, count"] = Spans,
        ["named arguments"] = NameArguments,
        ["x?.M() for x.M()"] = Conditional,
        ["T x; x = v; for var x = v;"] = Split,
        ["_ = M() for M()"] = Discard,
    };

    /// <summary>The text with the changes that do not overlap an earlier one.</summary>
    public static string Apply(string text, IEnumerable<TextChange> changes)
    {
        var result = new StringBuilder();
        var at = 0;
        foreach (var change in changes.Select((change, order) => (change, order)).OrderBy(pair => pair.change.Span.Start).ThenBy(pair => pair.order).Select(pair => pair.change))
        {
            if (change.Span.Start >= at)
            {
                result.Append(text, at, change.Span.Start - at).Append(change.NewText);
                at = change.Span.End;
            }
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static IEnumerable<TextChange> ConfigureAwait(SyntaxNode root, SemanticModel model) =>
        from awaited in root.DescendantNodes().OfType<AwaitExpressionSyntax>()
        where awaited.Expression is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax
            && model.GetTypeInfo(awaited.Expression).Type is { Name: "Task" or "ValueTask" }
        select Insert(awaited.Expression.Span.End, ".ConfigureAwait(false)");

    private static IEnumerable<TextChange> Flip(SyntaxNode root, SemanticModel model)
    {
        foreach (var comparison in root.DescendantNodes().OfType<BinaryExpressionSyntax>())
        {
            var flipped = comparison.Kind() switch
            {
                SyntaxKind.EqualsExpression => "==",
                SyntaxKind.NotEqualsExpression => "!=",
                SyntaxKind.LessThanExpression => ">",
                SyntaxKind.LessThanOrEqualExpression => ">=",
                SyntaxKind.GreaterThanExpression => "<",
                SyntaxKind.GreaterThanOrEqualExpression => "<=",
                _ => null,
            };

            // What declares a variable, or is itself compared, keeps its place.
            if (flipped is not null && !comparison.DescendantNodes().Any(node => node is DeclarationExpressionSyntax or DeclarationPatternSyntax or AwaitExpressionSyntax { Parent: not ParenthesizedExpressionSyntax and not BinaryExpressionSyntax })
                && comparison.Left is not BinaryExpressionSyntax and not IsPatternExpressionSyntax && comparison.Right is not BinaryExpressionSyntax && OneLine(comparison)
                && comparison.Left is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or InvocationExpressionSyntax or AwaitExpressionSyntax)
            {
                yield return new(comparison.Span, $"{comparison.Right} {flipped} {comparison.Left}");
            }
        }
    }

    private static IEnumerable<TextChange> Negate(SyntaxNode root, SemanticModel model)
    {
        foreach (var choice in root.DescendantNodes().OfType<IfStatementSyntax>().Where(choice => choice is { Else: null, Parent: BlockSyntax or SwitchSectionSyntax }))
        {
            yield return Insert(choice.Condition.SpanStart, "!(");
            yield return Insert(choice.Condition.Span.End, ")");
            yield return Insert(choice.CloseParenToken.Span.End, " { } else");
        }
    }

    private static IEnumerable<TextChange> Block(SyntaxNode root, SemanticModel model)
    {
        foreach (var (body, end, symbol) in root.DescendantNodes().Select(node => node switch
        {
            MethodDeclarationSyntax { ExpressionBody: { } body } method => (body, method.SemicolonToken, model.GetDeclaredSymbol(method) as IMethodSymbol),
            LocalFunctionStatementSyntax { ExpressionBody: { } body } local => (body, local.SemicolonToken, model.GetDeclaredSymbol(local) as IMethodSymbol),
            _ => default,
        }).Where(found => found.body is not null))
        {
            var returns = !symbol!.ReturnsVoid && !(symbol.IsAsync && symbol.ReturnType is INamedTypeSymbol { TypeArguments.Length: 0 });
            if (body.Expression is not ThrowExpressionSyntax)
            {
                yield return new(body.ArrowToken.Span, returns ? "{ return " : "{ ");
                yield return Insert(end.Span.End, " }");
            }
        }
    }

    private static IEnumerable<TextChange> Using(SyntaxNode root, SemanticModel model)
    {
        foreach (var declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>().Where(one => one is { UsingKeyword.RawKind: not 0, Parent: BlockSyntax }))
        {
            yield return new(declaration.UsingKeyword.Span, "using (");
            yield return new(declaration.SemicolonToken.Span, ") {");
            yield return Insert(((BlockSyntax)declaration.Parent!).CloseBraceToken.SpanStart, "} ");
        }
    }

    private static IEnumerable<TextChange> For(SyntaxNode root, SemanticModel model)
    {
        foreach (var loop in root.DescendantNodes().OfType<WhileStatementSyntax>())
        {
            yield return new(TextSpan.FromBounds(loop.WhileKeyword.SpanStart, loop.OpenParenToken.Span.End), "for (; ");
            yield return Insert(loop.CloseParenToken.SpanStart, ";");
        }
    }

    private static IEnumerable<TextChange> Try(SyntaxNode root, SemanticModel model)
    {
        foreach (var method in root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(method => method is { Body: not null } and not ConstructorDeclarationSyntax))
        {
            yield return Insert(method.Body!.OpenBraceToken.Span.End, " try {");
            yield return Insert(method.Body.CloseBraceToken.SpanStart, "} finally { } ");
        }
    }

    private static IEnumerable<TextChange> Spans(SyntaxNode root, SemanticModel model)
    {
        foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            var given = call.ArgumentList.Arguments;
            if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ContainingType: { } type } method
                || given.Any(argument => argument.NameColon is not null) || given.Count == 0 || model.GetTypeInfo(given[0].Expression).Type is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
                || given[0].Expression is not (IdentifierNameSyntax or MemberAccessExpressionSyntax))
            {
                continue;
            }

            if (type.Name is "Stream" or "NetworkStream" or "SslStream" && method.Name is "Read" or "Write" or "ReadAsync" or "WriteAsync" && given.Count is 3 or 4)
            {
                // "a, b, c" becomes "a.AsSpan(b, c)".
                var to = method.Name.EndsWith("Async", StringComparison.Ordinal) ? ".AsMemory(" : ".AsSpan(";
                yield return new(TextSpan.FromBounds(given[0].Span.End, given[1].SpanStart), to);
                yield return Insert(given[2].Span.End, ")");
            }
            else if (type.Name == "Socket" && method.Name is "Send" or "Receive" && given.Count == 1)
            {
                yield return Insert(given[0].Span.End, ".AsSpan()");
            }
        }
    }

    private static IEnumerable<TextChange> NameArguments(SyntaxNode root, SemanticModel model)
    {
        foreach (var node in root.DescendantNodes())
        {
            var list = node switch
            {
                InvocationExpressionSyntax call => call.ArgumentList,
                ObjectCreationExpressionSyntax { ArgumentList: { } arguments } => arguments,
                _ => null,
            };
            if (list is not null && model.GetSymbolInfo(node).Symbol is IMethodSymbol { Parameters: var parameters, ContainingNamespace: { } space } && space.ToDisplayString().StartsWith("System", StringComparison.Ordinal)
                && list.Arguments.Count <= parameters.Length && !parameters.Any(parameter => parameter.IsParams))
            {
                foreach (var (argument, parameter) in list.Arguments.Zip(parameters).Where(pair => pair.First.NameColon is null))
                {
                    yield return Insert(argument.SpanStart, (SyntaxFacts.GetKeywordKind(parameter.Name) == SyntaxKind.None ? "" : "@") + parameter.Name + ": ");
                }
            }
        }
    }

    private static IEnumerable<TextChange> Conditional(SyntaxNode root, SemanticModel model) =>
        from statement in root.DescendantNodes().OfType<ExpressionStatementSyntax>()
        let call = statement.Expression as InvocationExpressionSyntax
        where call?.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver }
            && model.GetSymbolInfo(receiver).Symbol is ILocalSymbol or IFieldSymbol or IParameterSymbol or IPropertySymbol
            && model.GetTypeInfo(receiver).Type is { TypeKind: TypeKind.Class or TypeKind.Interface }
        select Insert(((MemberAccessExpressionSyntax)call.Expression).OperatorToken.SpanStart, "?");

    private static IEnumerable<TextChange> Split(SyntaxNode root, SemanticModel model) =>
        from declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>()
        where declaration is { UsingKeyword.RawKind: 0, IsConst: false, Parent: BlockSyntax } && declaration.Declaration is { Type: not RefTypeSyntax, Variables: [{ Initializer.Value: not (InitializerExpressionSyntax or StackAllocArrayCreationExpressionSyntax) }] }
        let variable = declaration.Declaration.Variables[0]
        let type = (model.GetDeclaredSymbol(variable) as ILocalSymbol)?.Type
        where type is { IsAnonymousType: false, IsRefLikeType: false, TypeKind: not TypeKind.Error }
        select new TextChange(
            TextSpan.FromBounds(declaration.SpanStart, variable.Initializer!.EqualsToken.SpanStart),
            $"{type.ToMinimalDisplayString(model, NullableFlowState.None, declaration.SpanStart)} {variable.Identifier}; {variable.Identifier} ");

    private static IEnumerable<TextChange> Discard(SyntaxNode root, SemanticModel model) =>
        from statement in root.DescendantNodes().OfType<ExpressionStatementSyntax>()
        where statement.Expression is InvocationExpressionSyntax or AwaitExpressionSyntax && model.GetTypeInfo(statement.Expression).Type is { SpecialType: not SpecialType.System_Void, TypeKind: not TypeKind.Error }
        select Insert(statement.SpanStart, "_ = ");

    private static bool OneLine(SyntaxNode node) => !node.ToString().Contains('\n', StringComparison.Ordinal);

    private static TextChange Insert(int at, string text) => new(new TextSpan(at, 0), text);
}
