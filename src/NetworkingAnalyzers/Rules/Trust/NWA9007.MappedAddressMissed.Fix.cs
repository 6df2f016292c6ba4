using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>
/// Maps the address where it has the mapped form, and leaves it where it has not: of another IPv6 address <c>MapToIPv4</c> makes one that means nothing. What is asked twice then is
/// a variable or a property, never a call.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MappedAddressMissedFix() : NetworkingFix("Map the address to IPv4 first", "NWA9007")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is not { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax, Expression: var address } }
            || !CanBeAskedTwice(address)
            || model.GetTypeInfo(address, context.CancellationToken).Type is not { Name: "IPAddress" }
            || model.GetSymbolInfo(address, context.CancellationToken).Symbol is IFieldSymbol { IsStatic: true, DeclaringSyntaxReferences.IsEmpty: true })
        {
            return null;
        }

        var asked = address.WithoutTrivia();
        var mapped = SyntaxFactory.ParseExpression($"({asked}.IsIPv4MappedToIPv6 ? {Bare(asked)}.MapToIPv4() : {Bare(asked)})").WithTriviaFrom(address);
        return await Trial.Compiled(context.Document, address, mapped, context.CancellationToken).ConfigureAwait(false);
    }

    private static bool CanBeAskedTwice(ExpressionSyntax address) => address switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax => true,
        MemberAccessExpressionSyntax { Expression: var of, Name: IdentifierNameSyntax } => CanBeAskedTwice(of),
        PostfixUnaryExpressionSyntax { Operand: var operand } suppressed => suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) && CanBeAskedTwice(operand),
        _ => false,
    };

    /// <summary>Without the <c>!</c> at its end, which has been said once.</summary>
    private static ExpressionSyntax Bare(ExpressionSyntax address) => address is PostfixUnaryExpressionSyntax { Operand: var operand } ? operand : address;
}
