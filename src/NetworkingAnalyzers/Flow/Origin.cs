using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// Where a value comes from: back through locals, fields and properties of the same type, conversions, <c>await</c>, <c>??</c>,
/// <c>?:</c> and small methods of this compilation, to the operations that made it.
/// </summary>
internal static class Origin
{
    private const int Budget = 96;

    /// <summary>
    /// The operations that the value may come from: calls, creations, literals; a parameter, field or property reference where
    /// the trail ends. Empty where the budget ran out: nothing is known.
    /// </summary>
    public static ImmutableArray<IOperation> Of(IOperation value, Sources sources)
    {
        var origins = ImmutableArray.CreateBuilder<IOperation>();
        var todo = new Stack<IOperation>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Push(value);
        for (var steps = 0; todo.Count > 0; steps++)
        {
            if (steps > Budget)
            {
                return ImmutableArray<IOperation>.Empty;
            }

            var current = Uses.Plain(todo.Pop());
            switch (current)
            {
                case IAwaitOperation await:
                    todo.Push(await.Operation);
                    break;
                case ICoalesceOperation coalesce:
                    todo.Push(coalesce.Value);
                    todo.Push(coalesce.WhenNull);
                    break;
                case IConditionalOperation { Type: not null, WhenFalse: { } whenFalse } conditional:
                    todo.Push(conditional.WhenTrue);
                    todo.Push(whenFalse);
                    break;
                case IConditionalAccessOperation access:
                    todo.Push(access.WhenNotNull);
                    break;
                case ISimpleAssignmentOperation assignment:
                    todo.Push(assignment.Value);
                    break;
                case ICoalesceAssignmentOperation assignment:
                    todo.Push(assignment.Target);
                    todo.Push(assignment.Value);
                    break;
                case ISwitchExpressionOperation @switch:
                    foreach (var arm in @switch.Arms)
                    {
                        todo.Push(arm.Value);
                    }

                    break;
                case IConditionalAccessInstanceOperation:
                    if (Uses.ReceiverOfConditional(current) is { } instance)
                    {
                        todo.Push(instance);
                    }

                    break;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } when Operations.Above<IObjectOrCollectionInitializerOperation>(current) is { Parent: IObjectCreationOperation made }:
                    // new Socket(..) { ReceiveTimeout = 2000 }
                    origins.Add(made);
                    break;
                case IInvocationOperation invocation when Awaiting.PassesThrough(invocation.TargetMethod) && Uses.ReceiverOf(invocation) is { } receiver:
                    todo.Push(receiver);
                    break;
                case IPropertyReferenceOperation { Instance: { } task } result when Awaiting.IsResult(result.Property):
                    todo.Push(task);
                    break;
                case IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: > 0 } method }:
                    if (seen.Add(method.OriginalDefinition))
                    {
                        PushAll(todo, sources.ReturnedBy(method.OriginalDefinition), origins, current);
                    }

                    break;
                case ILocalReferenceOperation local:
                    if (seen.Add(local.Local))
                    {
                        PushWrites(todo, Body.Around(current).MentionsOf(local.Local), origins, current);
                    }

                    break;
                case IFieldReferenceOperation { Field: { DeclaringSyntaxReferences.Length: > 0 } field }:
                    if (seen.Add(field))
                    {
                        PushWrites(todo, sources.MentionsOf(field), origins, current);
                    }

                    break;
                case IPropertyReferenceOperation { Property: { DeclaringSyntaxReferences.Length: > 0 } property }:
                    if (seen.Add(property))
                    {
                        var returned = sources.ReturnedBy(property);
                        if (returned.IsEmpty)
                        {
                            PushWrites(todo, sources.MentionsOf(property), origins, current);
                        }
                        else
                        {
                            PushAll(todo, returned, origins, current);
                        }
                    }

                    break;
                default:
                    origins.Add(current);
                    break;
            }
        }

        return origins.ToImmutable();
    }

    private static void PushWrites(Stack<IOperation> todo, IEnumerable<IOperation> mentions, ImmutableArray<IOperation>.Builder origins, IOperation end)
    {
        var any = false;
        foreach (var write in Writes.Among(mentions))
        {
            any = true;
            if (write.Value is { } value)
            {
                todo.Push(value);
            }
            else
            {
                origins.Add(write.At);
            }
        }

        if (!any)
        {
            origins.Add(end);
        }
    }

    private static void PushAll(Stack<IOperation> todo, ImmutableArray<IOperation> values, ImmutableArray<IOperation>.Builder origins, IOperation end)
    {
        if (values.IsEmpty)
        {
            origins.Add(end);
        }

        foreach (var value in values)
        {
            todo.Push(value);
        }
    }
}
