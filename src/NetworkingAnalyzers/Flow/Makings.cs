using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// What a value is made of: the locals, parameters, fields and properties that it is computed from, directly or through locals:
/// for <c>Encode(next.Body)</c> behind <c>var next = queue.Peek()</c> these are <c>next</c>, <c>Body</c> and <c>queue</c>.
/// </summary>
internal static class Makings
{
    private const int Budget = 64;

    /// <summary>The symbols; incomplete where the budget ran out, so only their presence says something.</summary>
    public static HashSet<ISymbol> Of(IEnumerable<IOperation> values, Body body)
    {
        var made = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var todo = new Stack<IOperation>(values);
        for (var steps = 0; todo.Count > 0 && steps < Budget; steps++)
        {
            foreach (var operation in Operations.BelowInFunction(todo.Pop()))
            {
                if (SymbolOf(operation) is { } symbol && made.Add(symbol) && symbol is ILocalSymbol local)
                {
                    Push(local, body, todo);
                }
            }
        }

        return made;
    }

    public static HashSet<ISymbol> Of(IOperation value, Body body) => Of(new[] { value }, body);

    /// <summary>The variable or member that an operation names; null where it names none.</summary>
    public static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Field.IsConst: false } field => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,

        // In x?.M() it stands for x.
        IConditionalAccessInstanceOperation instance when Uses.ReceiverOfConditional(instance) is { } receiver => SymbolOf(receiver),
        _ => null,
    };

    public static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private static void Push(ILocalSymbol local, Body body, Stack<IOperation> todo)
    {
        foreach (var loop in body.AllLoops)
        {
            if (loop is IForEachLoopOperation each && each.Locals.Contains(local))
            {
                todo.Push(each.Collection);
            }
        }

        foreach (var mention in body.MentionsOf(local))
        {
            if (OutArgumentAround(mention) is { Instance: { } receiver })
            {
                // queue.TryPeek(out var next)
                todo.Push(receiver);
            }
            else if (Write.By(mention) is { Value: { } value })
            {
                todo.Push(value);
            }
        }
    }

    private static IInvocationOperation? OutArgumentAround(IOperation mention)
    {
        var at = mention.Parent is IDeclarationExpressionOperation declaration ? declaration.Parent : mention.Parent;
        return at is IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation call } ? call : null;
    }
}
