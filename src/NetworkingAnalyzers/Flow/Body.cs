using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// One body of code (a method with its lambdas and local functions, an initialiser, a top-level program) and the questions
/// that many rules ask of it. Computed lazily, once, and safe for any number of threads.
/// </summary>
internal sealed class Body
{
    private static readonly ConditionalWeakTable<IOperation, Body> Known = new();

    private readonly object _gate = new();
    private Dictionary<ISymbol, List<IOperation>>? _mentions;
    private Dictionary<SyntaxNode, ControlFlowGraph?>? _graphs;

    private Body(IOperation root, ISymbol? owner)
    {
        Root = root;
        Owner = owner;
        (Uses, AllLoops, AsyncVoids, Identities, Delegates, Texts, Choices) = FindUses(root, owner);
    }

    /// <summary>The outermost operation.</summary>
    public IOperation Root { get; }

    /// <summary>The method, field or property whose code this is, where known.</summary>
    public ISymbol? Owner { get; }

    /// <summary>Calls, creations, property and event accesses, in source order.</summary>
    public ImmutableArray<IOperation> Uses { get; }

    /// <summary>Every loop, in source order, those of lambdas and local functions included.</summary>
    public ImmutableArray<ILoopOperation> AllLoops { get; }

    /// <summary>
    /// The <c>async void</c> functions: the body itself, local functions, and lambdas that were turned into a delegate without a
    /// result. Nobody can await them, and what they throw ends the process.
    /// </summary>
    public ImmutableArray<IOperation> AsyncVoids { get; }

    /// <summary>Comparisons, in source order, that may ask whether two variables hold the very same object: <c>==</c> and <c>!=</c> without an operator of a type's own, neither side <c>null</c>; tuples.</summary>
    public ImmutableArray<IOperation> Identities { get; }

    /// <summary>Functions that are made a delegate, in source order: lambdas, anonymous methods, method groups.</summary>
    public ImmutableArray<IDelegateCreationOperation> Delegates { get; }

    /// <summary>Texts that are put together, in source order: interpolated ones, and whole sums of texts.</summary>
    public ImmutableArray<IOperation> Texts { get; }

    /// <summary>Members of enumerations that are named, in source order.</summary>
    public ImmutableArray<IFieldReferenceOperation> Choices { get; }

    public static Body Of(IOperation root, ISymbol? owner) => Known.TryGetValue(RootOf(root), out var known) ? known : Make(RootOf(root), owner);

    /// <summary>The body that an operation lies in.</summary>
    public static Body Around(IOperation operation)
    {
        var root = RootOf(operation);
        return Known.TryGetValue(root, out var body) ? body : Of(root, OwnerOf(operation));
    }

    public static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>The lambda or local function that runs the operation, or the root.</summary>
    public static IOperation FunctionOf(IOperation operation)
    {
        var current = operation;
        while (current.Parent is { } parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return parent;
            }

            current = parent;
        }

        return current;
    }

    /// <summary>Every operation of the body that names the local, parameter, field, property or method, in source order.</summary>
    public IReadOnlyList<IOperation> MentionsOf(ISymbol symbol)
    {
        lock (_gate)
        {
            _mentions ??= FindMentions(Root);
            return _mentions.TryGetValue(symbol, out var list) ? list : System.Array.Empty<IOperation>();
        }
    }

    /// <summary>
    /// The control flow graph of the function that runs the operation, or null where there is none (an attribute, unreachable
    /// code, code that does not compile).
    /// </summary>
    public ControlFlowGraph? GraphOf(IOperation operation, CancellationToken cancellation)
    {
        var function = FunctionOf(operation);
        lock (_gate)
        {
            _graphs ??= new();
            return Graph(function, cancellation);
        }
    }

    private static Body Make(IOperation root, ISymbol? owner) => Known.GetValue(root, r => new Body(r, owner));

    /// <summary>The member around lambdas and local functions: a body has one owner, whichever operation asked first.</summary>
    private static ISymbol? OwnerOf(IOperation operation)
    {
        var owner = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
        while (owner is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            owner = owner.ContainingSymbol;
        }

        // An auto-property's initialiser runs for its field.
        return owner is IFieldSymbol { AssociatedSymbol: { } property } ? property : owner;
    }

    private ControlFlowGraph? Graph(IOperation function, CancellationToken cancellation)
    {
        if (_graphs!.TryGetValue(function.Syntax, out var known))
        {
            return known;
        }

        ControlFlowGraph? graph = null;
        try
        {
            switch (function)
            {
                case ILocalFunctionOperation local:
                    graph = Graph(FunctionOf(function), cancellation)?.GetLocalFunctionControlFlowGraph(local.Symbol, cancellation);
                    break;
                case IAnonymousFunctionOperation lambda:
                    graph = Graph(FunctionOf(function), cancellation) is { } outer && FlowOf(outer, lambda) is { } flow
                        ? outer.GetAnonymousFunctionControlFlowGraph(flow, cancellation)
                        : null;
                    break;
                case IMethodBodyOperation method:
                    graph = ControlFlowGraph.Create(method, cancellation);
                    break;
                case IConstructorBodyOperation constructor:
                    graph = ControlFlowGraph.Create(constructor, cancellation);
                    break;
                case IBlockOperation { Parent: null } block:
                    graph = ControlFlowGraph.Create(block, cancellation);
                    break;
                case IFieldInitializerOperation field:
                    graph = ControlFlowGraph.Create(field, cancellation);
                    break;
                case IPropertyInitializerOperation property:
                    graph = ControlFlowGraph.Create(property, cancellation);
                    break;
            }
        }
        catch (System.ArgumentException)
        {
            // The compiler refuses a graph for code with some errors; no graph is "don't know".
        }

        _graphs[function.Syntax] = graph;
        return graph;
    }

    private static IFlowAnonymousFunctionOperation? FlowOf(ControlFlowGraph graph, IAnonymousFunctionOperation lambda)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in Operations.In(block))
            {
                if (operation is IFlowAnonymousFunctionOperation flow && flow.Syntax == lambda.Syntax)
                {
                    return flow;
                }
            }
        }

        return null;
    }

    private static (ImmutableArray<IOperation> Uses, ImmutableArray<ILoopOperation> Loops, ImmutableArray<IOperation> AsyncVoids, ImmutableArray<IOperation> Identities, ImmutableArray<IDelegateCreationOperation> Delegates, ImmutableArray<IOperation> Texts, ImmutableArray<IFieldReferenceOperation> Choices) FindUses(IOperation root, ISymbol? owner)
    {
        var uses = ImmutableArray.CreateBuilder<IOperation>();
        var loops = ImmutableArray.CreateBuilder<ILoopOperation>();
        var asyncVoids = ImmutableArray.CreateBuilder<IOperation>();
        var identities = ImmutableArray.CreateBuilder<IOperation>();
        var delegates = ImmutableArray.CreateBuilder<IDelegateCreationOperation>();
        var texts = ImmutableArray.CreateBuilder<IOperation>();
        var choices = ImmutableArray.CreateBuilder<IFieldReferenceOperation>();
        if (owner is IMethodSymbol { IsAsync: true, ReturnsVoid: true })
        {
            asyncVoids.Add(root);
        }

        foreach (var operation in Operations.Below(root))
        {
            switch (operation.Kind)
            {
                case OperationKind.Invocation:
                case OperationKind.ObjectCreation:
                case OperationKind.PropertyReference:
                case OperationKind.EventReference:
                    uses.Add(operation);
                    break;
                case OperationKind.Loop:
                    loops.Add((ILoopOperation)operation);
                    break;
                case OperationKind.AnonymousFunction when ((IAnonymousFunctionOperation)operation).Symbol is { IsAsync: true, ReturnsVoid: true }:
                case OperationKind.LocalFunction when ((ILocalFunctionOperation)operation).Symbol is { IsAsync: true, ReturnsVoid: true }:
                    asyncVoids.Add(operation);
                    break;
                case OperationKind.Binary when operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null } comparison
                    && IsObject(comparison.LeftOperand) && IsObject(comparison.RightOperand):
                case OperationKind.TupleBinary:
                    identities.Add(operation);
                    break;
                case OperationKind.InterpolatedString:
                case OperationKind.Binary when IsSumOfTexts(operation) && !(operation.Parent is { } parent && IsSumOfTexts(parent)):
                    texts.Add(operation);
                    break;
                case OperationKind.FieldReference when operation is IFieldReferenceOperation { Field.ContainingType.TypeKind: TypeKind.Enum } choice:
                    choices.Add(choice);
                    break;
                case OperationKind.DelegateCreation:
                    delegates.Add((IDelegateCreationOperation)operation);
                    break;
            }
        }

        return (uses.ToImmutable(), loops.ToImmutable(), asyncVoids.ToImmutable(), identities.ToImmutable(), delegates.ToImmutable(), texts.ToImmutable(), choices.ToImmutable());
    }

    private static bool IsSumOfTexts(IOperation operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false };

    private static bool IsObject(IOperation operand) => operand is { ConstantValue.HasValue: false, Type.IsReferenceType: true };

    private static Dictionary<ISymbol, List<IOperation>> FindMentions(IOperation root)
    {
        var mentions = new Dictionary<ISymbol, List<IOperation>>(SymbolEqualityComparer.Default);
        foreach (var operation in Operations.Below(root))
        {
            var symbol = operation switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IMemberReferenceOperation member => member.Member,
                IVariableDeclaratorOperation declarator => declarator.Symbol,
                IDeclarationPatternOperation pattern => pattern.DeclaredSymbol,
                IRecursivePatternOperation pattern => pattern.DeclaredSymbol,
                IListPatternOperation pattern => pattern.DeclaredSymbol,
                IInvocationOperation invocation => invocation.TargetMethod,
                _ => (ISymbol?)null,
            };
            if (symbol is not null)
            {
                if (!mentions.TryGetValue(symbol, out var list))
                {
                    mentions.Add(symbol, list = new());
                }

                list.Add(operation);
            }
        }

        return mentions;
    }
}
