using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// The values of a function through which one connection can be reached: the connection itself, its streams and readers, objects
/// of this compilation that are made with it.
/// </summary>
internal sealed class Carriers
{
    private const int Rounds = 4;
    private const int Budget = 64;

    private readonly HashSet<ISymbol> _variables = new(SymbolEqualityComparer.Default);
    private readonly IOperation? _source;
    private readonly NetTypes _net;

    private Carriers(IOperation? source, NetTypes net)
    {
        _source = source;
        _net = net;
    }

    /// <summary>Locals, parameters, fields and properties that hold one.</summary>
    public IReadOnlyCollection<ISymbol> Variables => _variables;

    /// <summary>Starts from the call or property that yields the connection (or a task for it).</summary>
    public static Carriers Of(IOperation source, IOperation function, NetTypes net)
    {
        var carriers = new Carriers(source, net);
        carriers.Spread(function);
        return carriers;
    }

    /// <summary>Starts from variables (the parameters of a function) that are known to hold the connection.</summary>
    public static Carriers Of(IEnumerable<ISymbol> variables, IOperation function, NetTypes net)
    {
        var carriers = new Carriers(null, net);
        carriers._variables.UnionWith(variables);
        carriers.Spread(function);
        return carriers;
    }

    /// <summary>Whether a function uses one of the variables.</summary>
    public bool AreUsedIn(IOperation function)
    {
        foreach (var operation in Operations.Below(function))
        {
            if ((VariableOf(operation) is { } variable && _variables.Contains(variable)) || IsSource(operation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the connection can be reached through the value.</summary>
    public bool Carries(IOperation? value)
    {
        if (value is null)
        {
            return false;
        }

        var todo = new Stack<IOperation>();
        todo.Push(value);
        for (var steps = 0; todo.Count > 0 && steps < Budget; steps++)
        {
            var current = Uses.Plain(todo.Pop());
            if (IsSource(current))
            {
                return true;
            }

            switch (current)
            {
                case ILocalReferenceOperation or IParameterReferenceOperation:
                    if (_variables.Contains(VariableOf(current)!))
                    {
                        return true;
                    }

                    break;
                case IMemberReferenceOperation member:
                    if (_variables.Contains(member.Member))
                    {
                        return true;
                    }

                    if (CanCarry(member.Type) && Uses.ReceiverOf(member) is { } owner)
                    {
                        todo.Push(owner);
                    }

                    break;
                case IAwaitOperation await:
                    todo.Push(await.Operation);
                    break;
                case IInvocationOperation invocation when Awaiting.PassesThrough(invocation.TargetMethod) || CanCarry(invocation.Type):
                    if (Uses.ReceiverOf(invocation) is { } receiver)
                    {
                        todo.Push(receiver);
                    }

                    PushArguments(todo, invocation);
                    break;
                case IObjectCreationOperation creation when CanCarry(creation.Type):
                    PushArguments(todo, creation);
                    PushInitializers(todo, creation.Initializer);
                    break;
                case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                    todo.Push(conditional.WhenTrue);
                    todo.Push(whenFalse);
                    break;
                case ICoalesceOperation coalesce:
                    todo.Push(coalesce.Value);
                    todo.Push(coalesce.WhenNull);
                    break;
                case IConditionalAccessOperation access when CanCarry(access.Type):
                    todo.Push(access.WhenNotNull);
                    break;
                case ISimpleAssignmentOperation assignment:
                    todo.Push(assignment.Value);
                    break;
                case ITupleOperation tuple:
                    PushAll(todo, tuple.Elements);
                    break;
                case { } gathering when Operations.Gathers(gathering):
                    PushAll(todo, gathering.ChildOperations);
                    break;
                case IAnonymousObjectCreationOperation anonymous:
                    PushInitializers(todo, anonymous.Initializers);
                    break;
            }
        }

        return false;
    }

    /// <summary>Variables that are given a carrying value, until no more are found.</summary>
    private void Spread(IOperation function)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = _variables.Count;
            foreach (var operation in Operations.Below(function))
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation { Symbol: { } local } declarator when CanCarry(local.Type) && Carries(declarator.GetVariableInitializer()?.Value):
                        _variables.Add(local);
                        break;
                    case ISimpleAssignmentOperation { Target: { } target } assignment when CanCarry(target.Type) && VariableOf(target) is { } variable && IsOwn(target) && Carries(assignment.Value):
                        _variables.Add(variable);
                        break;
                    case ICoalesceAssignmentOperation { Target: { } target } assignment when CanCarry(target.Type) && VariableOf(target) is { } variable && IsOwn(target) && Carries(assignment.Value):
                        _variables.Add(variable);
                        break;
                    case IIsPatternOperation { Pattern: var pattern } test when DeclaredBy(pattern) is { } declared && Carries(test.Value):
                        _variables.Add(declared);
                        break;
                }
            }

            if (_variables.Count == before)
            {
                break;
            }
        }
    }

    /// <summary>The call itself; of an accept through <c>SocketAsyncEventArgs</c>, each look at where it left the connection.</summary>
    private bool IsSource(IOperation operation) =>
        _source is not null
        && (ReferenceEquals(operation, _source)
            || (_source is IPropertyReferenceOperation source && operation is IPropertyReferenceOperation property
                && SymbolEqualityComparer.Default.Equals(property.Property, source.Property)));

    /// <summary>
    /// A type through which a connection can be reached. Text, numbers and addresses that were taken from it are none; a task is
    /// what it will give.
    /// </summary>
    private bool CanCarry(ITypeSymbol? type)
    {
        if (Awaiting.IsTaskWithResult(type))
        {
            type = ((INamedTypeSymbol)type!).TypeArguments[0];
        }

        return type switch
        {
            null => false,
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic or TypeKind.TypeParameter } or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Object } => true,
            { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Enum or TypeKind.Delegate or TypeKind.Array } => false,
            { IsTupleType: true } or { IsAnonymousType: true } => true,
            { DeclaringSyntaxReferences.IsEmpty: false } => true,
            _ => Accepting.CanBeReachedThrough(type, _net),
        };
    }

    /// <summary>A field of the object itself, not of another.</summary>
    private static bool IsOwn(IOperation target) => target is not IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) };

    private static ISymbol? DeclaredBy(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    private static void PushArguments(Stack<IOperation> todo, IOperation call)
    {
        foreach (var argument in Uses.ArgumentsOf(call))
        {
            todo.Push(argument.Value);
        }
    }

    private static void PushInitializers(Stack<IOperation> todo, IObjectOrCollectionInitializerOperation? initializer)
    {
        if (initializer is not null)
        {
            PushInitializers(todo, initializer.Initializers);
        }
    }

    private static void PushInitializers(Stack<IOperation> todo, IEnumerable<IOperation> initializers)
    {
        foreach (var initializer in initializers)
        {
            if (initializer is ISimpleAssignmentOperation assignment)
            {
                todo.Push(assignment.Value);
            }
        }
    }

    private static void PushAll(Stack<IOperation> todo, IEnumerable<IOperation> values)
    {
        foreach (var value in values)
        {
            todo.Push(value);
        }
    }
}
