using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <summary>Fields out of which an object serves one connection although it serves many.</summary>
internal static class ServingFields
{
    /// <summary>The method that fills the field serves the connection out of it, and the type keeps many such connections.</summary>
    public static bool IsOneOfMany(IOperation write, IFieldSymbol field) => IsReadInLoopBehind(write, field) && KeepsMany(field.ContainingType, field.Type);

    /// <summary><c>await context.WebSockets.AcceptWebSocketAsync()</c>.</summary>
    public static bool IsAcceptedFrom(IOperation value, IParameterSymbol request) =>
        Operations.BelowInFunction(value).Any(operation => operation is IInvocationOperation { TargetMethod.Name: "AcceptWebSocketAsync" })
        && Operations.BelowInFunction(value).Any(operation => operation is IParameterReferenceOperation { Parameter: var from } && SymbolEqualityComparer.Default.Equals(from, request));

    /// <summary>The method itself serves the connection out of the field, round after round.</summary>
    private static bool IsReadInLoopBehind(IOperation write, IFieldSymbol field) =>
        Operations.BelowInFunction(Body.FunctionOf(write)).Any(operation => operation is IFieldReferenceOperation { Field: var read } && SymbolEqualityComparer.Default.Equals(read, field)
            && operation.Syntax.SpanStart > write.Syntax.Span.End && Loops.Around(operation) is { } loop && !Operations.Contains(loop, write));

    /// <summary>A dictionary or list of such connections says that one object serves many; a static one says nothing of the object.</summary>
    private static bool KeepsMany(INamedTypeSymbol type, ITypeSymbol connection) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && field.Type is INamedTypeSymbol { TypeArguments: { IsEmpty: false } held } && held.Any(one => SymbolEqualityComparer.Default.Equals(one, connection)));
}
