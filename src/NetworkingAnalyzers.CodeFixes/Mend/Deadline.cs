using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Mend;

/// <summary>A token that is cancelled after ten seconds, or when the function's own is.</summary>
internal static class Deadline
{
    /// <summary>The statements that make its source, under that name; <paramref name="token"/> is the function's own, where it has one.</summary>
    public static IEnumerable<StatementSyntax> Of(string name, string? token)
    {
        const string Source = "global::System.Threading.CancellationTokenSource", Time = "global::System.TimeSpan.FromSeconds(10)";
        if (token is null)
        {
            yield return Parse($"using var {name} = new {Source}({Time});");
        }
        else
        {
            yield return Parse($"using var {name} = {Source}.CreateLinkedTokenSource({token});");
            yield return Parse($"{name}.CancelAfter({Time});");
        }
    }

    /// <summary>
    /// A <c>catch</c> around the call takes the failure of the network and would let the cancellation by, which is what the time's end
    /// becomes with a token: its author has to widen it first.
    /// </summary>
    public static bool IsMissedByCatches(SyntaxNode call, SemanticModel model)
    {
        for (var up = call; up.Parent is { } parent && parent is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); up = parent)
        {
            if (parent is TryStatementSyntax @try && ReferenceEquals(@try.Block, up) && @try.Catches.Count > 0)
            {
                var types = @try.Catches.Select(clause => clause.Filter is null && clause.Declaration is null ? "Exception" : clause.Declaration is { Type: { } type } ? model.GetTypeInfo(type).Type?.Name : null).ToList();
                if (types.Any(name => name is "Exception" or "SystemException" or "OperationCanceledException" or "TaskCanceledException"))
                {
                    return false;
                }

                if (types.Any(name => name is "SocketException" or "IOException" or "AuthenticationException" or "WebSocketException" or "ExternalException" or "Win32Exception"))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The token that the call is given, where it is given one; else the one of the function around it.</summary>
    public static string? TokenOf(IInvocationOperation call, SemanticModel model) =>
        call.Arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type.Name == "CancellationToken") is { Value: var given } && !IsNone(given)
            ? given.Syntax.WithoutTrivia().ToFullString()
            : call.IsImplicit ? null : TokenAt(call.Syntax.SpanStart, model);

    private static bool IsNone(IOperation token) =>
        token is IConversionOperation conversion ? IsNone(conversion.Operand) : token is IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true } or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } };

    /// <summary>The one token that the function around the position is given.</summary>
    private static string? TokenAt(int position, SemanticModel model)
    {
        var tokens = model.LookupSymbols(position).OfType<IParameterSymbol>().Where(parameter => parameter.Type.Name == "CancellationToken" && parameter.RefKind == RefKind.None).ToList();
        return tokens.Count == 1 ? tokens[0].Name : null;
    }

    /// <summary>
    /// <c>deadline</c>, or <paramref name="otherwise"/> where that name is used in the member. For the second such call of a member
    /// <c>deadline2</c>: all may be mended at once.
    /// </summary>
    public static string NameFor(InvocationExpressionSyntax call, SemanticModel model, string otherwise)
    {
        var method = NameOf(call);
        var before = Names.MemberAround(call).DescendantNodes().OfType<InvocationExpressionSyntax>().Count(other => other.SpanStart < call.SpanStart && NameOf(other) == method);
        var number = before == 0 ? string.Empty : (before + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Names.Taken(call, model)("deadline" + number) ? otherwise + number : "deadline" + number;
    }

    private static string? NameOf(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText;

    private static StatementSyntax Parse(string statement) => Names.AllShortened(SyntaxFactory.ParseStatement(statement));
}
