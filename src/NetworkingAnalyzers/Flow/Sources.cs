using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>
/// The code of one compilation, for questions that reach beyond a body: the body of another member, who mentions a name, what
/// a small method returns. Everything is found lazily and only for candidates; answers are kept for the compilation's life.
/// </summary>
internal sealed class Sources
{
    private static readonly ConditionalWeakTable<Compilation, Sources> Known = new();
    private static readonly ConditionalWeakTable<SyntaxTree, Dictionary<string, List<SimpleNameSyntax>>> Names = new();

    private readonly Compilation _compilation;
    private readonly ConcurrentDictionary<ISymbol, Body?> _bodies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _mentions = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _returned = new(SymbolEqualityComparer.Default);

    private Sources(Compilation compilation) => _compilation = compilation;

    public static Sources Of(Compilation compilation) => Known.GetValue(compilation, c => new Sources(c));

    /// <summary>The body of a method, accessor or local function of this compilation; null where it has none here.</summary>
    public Body? BodyOf(ISymbol member) => _bodies.GetOrAdd(member.OriginalDefinition, FindBody);

    /// <summary>
    /// The operation that holds a method's or local function's code, for walks that stay in the function; null where it has none
    /// here.
    /// </summary>
    public IOperation? FunctionOf(IMethodSymbol method) => BodyOf(method) is { } body ? FunctionBodyOf(body, method.OriginalDefinition) : null;

    /// <summary>The operation that holds the code of what a delegate is made of, a lambda or a method of this compilation; null where it is something else.</summary>
    public IOperation? FunctionGiven(IOperation @delegate)
    {
        @delegate = Uses.Plain(@delegate);
        while (@delegate is IDelegateCreationOperation creation)
        {
            @delegate = Uses.Plain(creation.Target);
        }

        return @delegate switch
        {
            IAnonymousFunctionOperation lambda => lambda,
            IMethodReferenceOperation { Method: var method } => FunctionOf(method),
            _ => null,
        };
    }

    /// <summary>
    /// Every operation in the declarations of the symbol's type (all its parts, nested types included) that refers to the
    /// symbol. What other types do with it is not seen.
    /// </summary>
    public ImmutableArray<IOperation> MentionsOf(ISymbol member) => _mentions.GetOrAdd(member.OriginalDefinition, m => FindMentions(m, m.ContainingType));

    /// <summary>
    /// What a method or property getter of this compilation returns: the value of each <c>return</c>, or of its expression body.
    /// Empty where there is no body here, or it returns nothing that can be seen (an auto-property, an iterator).
    /// </summary>
    public ImmutableArray<IOperation> ReturnedBy(ISymbol member) => _returned.GetOrAdd(member.OriginalDefinition, FindReturned);

    /// <summary>Names in the declarations of the type (all parts, nested types too) that equal one of those given.</summary>
    public IEnumerable<SimpleNameSyntax> NamesIn(INamedTypeSymbol type, params string[] names)
    {
        foreach (var reference in type.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (!_compilation.ContainsSyntaxTree(reference.SyntaxTree))
            {
                // In an IDE a referenced project is a compilation of its own: its trees are not ours to ask about.
                continue;
            }

            var index = IndexOf(reference.SyntaxTree);
            foreach (var name in names)
            {
                if (index.TryGetValue(name, out var nodes))
                {
                    foreach (var node in nodes)
                    {
                        if (reference.Span.Contains(node.Span))
                        {
                            yield return node;
                        }
                    }
                }
            }
        }
    }

    /// <summary>All names in the declarations of the type, all parts, nested types too; declared names included.</summary>
    public IEnumerable<string> NamesIn(INamedTypeSymbol type)
    {
        foreach (var reference in type.OriginalDefinition.DeclaringSyntaxReferences)
        {
            foreach (var name in NamesIn(reference.GetSyntax()))
            {
                yield return name;
            }
        }
    }

    /// <summary>All names in a piece of code.</summary>
    public static IEnumerable<string> NamesIn(SyntaxNode code) =>
        code.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);

    /// <summary>All names in every file of the compilation that mentions this one.</summary>
    public IEnumerable<string> NamesInFilesThatMention(string name, CancellationToken cancellation)
    {
        foreach (var tree in _compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = IndexOf(tree);
            if (index.ContainsKey(name))
            {
                foreach (var mentioned in index.Keys)
                {
                    yield return mentioned;
                }
            }
        }
    }

    /// <summary>The bodies of the type's methods, constructors and accessors, and of the types inside it.</summary>
    public IEnumerable<Body> BodiesIn(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case INamedTypeSymbol nested:
                    foreach (var body in BodiesIn(nested))
                    {
                        yield return body;
                    }

                    break;
                case IMethodSymbol or IPropertySymbol when !member.IsImplicitlyDeclared && BodyOf(member) is { } body:
                    yield return body;
                    break;
            }
        }
    }

    /// <summary>Names anywhere in the compilation that equal the one given. Reads every tree once: for candidates only.</summary>
    public IEnumerable<SimpleNameSyntax> NamesAnywhere(string name, CancellationToken cancellation)
    {
        foreach (var tree in _compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IndexOf(tree).TryGetValue(name, out var nodes))
            {
                foreach (var node in nodes)
                {
                    yield return node;
                }
            }
        }
    }

    /// <summary>Whether a file of the compilation mentions the name at all.</summary>
    public bool IsMentioned(SyntaxTree tree, string name) => IndexOf(tree).ContainsKey(name);

    /// <summary>Whether a file of the compilation mentions a name for which the test holds.</summary>
    public static bool IsMentioned(SyntaxTree tree, System.Func<string, bool> wanted) => IndexOf(tree).Keys.Any(wanted);

    /// <summary>
    /// Calls, method groups and other references to the method, anywhere in this compilation (in its own type where it is private), or in those of
    /// its files that are worth to be looked at.
    /// </summary>
    public IEnumerable<IOperation> ReferencesTo(IMethodSymbol method, CancellationToken cancellation, System.Func<SyntaxTree, bool>? worth = null)
    {
        foreach (var name in NamesOf(method, cancellation))
        {
            if (worth?.Invoke(name.SyntaxTree) != false && ReferenceAt(name, method) is { } reference)
            {
                yield return reference;
            }
        }
    }

    /// <summary>Where the method is given away as a delegate, anywhere in this compilation. What is plainly a call is not even bound.</summary>
    public IEnumerable<IMethodReferenceOperation> MethodGroupsOf(IMethodSymbol method, CancellationToken cancellation) =>
        NamesOf(method, cancellation).Where(name => WholeOf(name) is not InvocationExpressionSyntax).Select(name => ReferenceAt(name, method)).OfType<IMethodReferenceOperation>();

    private IEnumerable<SimpleNameSyntax> NamesOf(IMethodSymbol method, CancellationToken cancellation) =>
        (method.DeclaredAccessibility == Accessibility.Private || method.MethodKind == MethodKind.LocalFunction
            ? NamesIn(method.ContainingType, method.Name)
            : NamesAnywhere(method.Name, cancellation)).Where(name => WholeOf(name) is not InvocationExpressionSyntax call || MayCall(call, method));

    /// <summary>The operation of the name, where it refers to the symbol.</summary>
    private IOperation? ReferenceAt(SimpleNameSyntax name, ISymbol symbol) =>
        OperationAt(name) is { } operation && SymbolEqualityComparer.Default.Equals(SymbolOf(operation)?.OriginalDefinition, symbol.OriginalDefinition) ? operation : null;

    /// <summary>
    /// Whether the call has a number of arguments that the method can take. To look costs nothing; what it spares is to bind every body in which some
    /// other <c>Read</c> or <c>Write</c> is called.
    /// </summary>
    private static bool MayCall(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var (given, least, most) = (call.ArgumentList.Arguments.Count, method.Parameters.Count(parameter => parameter is { IsOptional: false, IsParams: false }), method.Parameters.Length);
        return given >= (method.IsExtensionMethod ? least - 1 : least) && (given <= most || method.Parameters.LastOrDefault()?.IsParams == true);
    }

    /// <summary>Calls of the method, or creations by the constructor, anywhere in this compilation.</summary>
    public IEnumerable<IOperation> CallsOf(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method.MethodKind != MethodKind.Constructor)
        {
            return NamesOf(method, cancellation).Where(name => WholeOf(name) is InvocationExpressionSyntax).Select(name => ReferenceAt(name, method)).OfType<IInvocationOperation>();
        }

        return NamesAnywhere(method.ContainingType.Name, cancellation).SelectMany(ConstructionsBeside)
            .Concat(method.ContainingType.DeclaringSyntaxReferences.Where(part => _compilation.ContainsSyntaxTree(part.SyntaxTree)).SelectMany(part => InitializersIn(part.GetSyntax(), SyntaxKind.ThisConstructorInitializer)))
            .Select(construction => ModelOf(construction.SyntaxTree).GetOperation(construction))
            .Where(construction => SymbolEqualityComparer.Default.Equals((construction as IObjectCreationOperation)?.Constructor?.OriginalDefinition ?? (construction as IInvocationOperation)?.TargetMethod.OriginalDefinition, method.OriginalDefinition))
            .Select(construction => construction!);
    }

    /// <summary>Where the name of a type stands, what may construct one: <c>new T(..)</c>, <c>T made = new(..)</c>, <c>: base(..)</c> of what derives from it.</summary>
    private static IEnumerable<SyntaxNode> ConstructionsBeside(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<SyntaxNode>(up => up.Parent is not QualifiedNameSyntax and not AliasQualifiedNameSyntax)?.Parent switch
        {
            ObjectCreationExpressionSyntax creation => [creation],
            PrimaryConstructorBaseTypeSyntax inherited => [inherited],
            SimpleBaseTypeSyntax { Parent.Parent: { } derived } => InitializersIn(derived, SyntaxKind.BaseConstructorInitializer),
            VariableDeclarationSyntax declaration => declaration.Variables.Select(variable => variable.Initializer?.Value).OfType<ImplicitObjectCreationExpressionSyntax>(),
            PropertyDeclarationSyntax { Initializer.Value: ImplicitObjectCreationExpressionSyntax made } => [made],
            _ => [],
        };

    private static IEnumerable<SyntaxNode> InitializersIn(SyntaxNode type, SyntaxKind kind) =>
        type is TypeDeclarationSyntax { Members: var members }
            ? members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.Initializer).OfType<ConstructorInitializerSyntax>().Where(initializer => initializer.IsKind(kind))
            : [];

    /// <summary>
    /// Whether a field or property of this compilation, which no other can see, is written and never read. What is stored there
    /// is out of everybody's reach.
    /// </summary>
    public bool IsNeverRead(ISymbol member, CancellationToken cancellation)
    {
        if (member is not (IFieldSymbol or IPropertySymbol) || member.DeclaringSyntaxReferences.IsEmpty || !IsHidden(member))
        {
            return false;
        }

        foreach (var name in NamesAnywhere(member.Name, cancellation))
        {
            if (ReferenceAt(name, member) is { } reference && Write.By(reference) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Private or internal, itself or one of the types around it.</summary>
    private static bool IsHidden(ISymbol member)
    {
        for (var symbol = member; symbol is ITypeSymbol or IFieldSymbol or IPropertySymbol; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The operation of a name: of the whole access or call that the name is the member of.</summary>
    public IOperation? OperationAt(SimpleNameSyntax name) => ModelOf(name.SyntaxTree).GetOperation(WholeOf(name));

    private static SyntaxNode WholeOf(SimpleNameSyntax name)
    {
        SyntaxNode node = name;
        while ((node.Parent is MemberAccessExpressionSyntax access && access.Name == node)
            || (node.Parent is MemberBindingExpressionSyntax binding && binding.Name == node)
            || (node.Parent is InvocationExpressionSyntax invocation && invocation.Expression == node))
        {
            node = node.Parent;
        }

        return node;
    }

#pragma warning disable RS1030 // The driver's compilation hands out its cached models here, and only candidates ask.
    public SemanticModel ModelOf(SyntaxTree tree) => _compilation.GetSemanticModel(tree);
#pragma warning restore RS1030

    private Body? FindBody(ISymbol member)
    {
        // The declaring half of a partial method has no body.
        member = member is IMethodSymbol { PartialImplementationPart: { } implementation } ? implementation : member;
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            if (!_compilation.ContainsSyntaxTree(reference.SyntaxTree))
            {
                continue;
            }

            SyntaxNode node = reference.GetSyntax();
            if (node is PropertyDeclarationSyntax { ExpressionBody: { } arrow })
            {
                node = arrow;
            }
            else if (node is PropertyDeclarationSyntax { AccessorList: { } accessors })
            {
                node = accessors.Accessors.FirstOrDefault(a => a.IsKind(SyntaxKind.GetAccessorDeclaration)) ?? node;
            }

            if (ModelOf(node.SyntaxTree).GetOperation(node) is { } operation)
            {
                return Body.Of(operation, member);
            }
        }

        return null;
    }

    private ImmutableArray<IOperation> FindMentions(ISymbol member, INamedTypeSymbol? type)
    {
        if (type is null)
        {
            return ImmutableArray<IOperation>.Empty;
        }

        var mentions = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var name in NamesIn(type, member.Name))
        {
            if (ReferenceAt(name, member) is { } mention)
            {
                mentions.Add(mention);
            }
        }

        // A declaration's initialiser is no mention by name, but it writes.
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer: { } value } => value,
                PropertyDeclarationSyntax { Initializer: { } value } => value,
                _ => null,
            };
            if (initializer is not null && _compilation.ContainsSyntaxTree(initializer.SyntaxTree)
                && ModelOf(initializer.SyntaxTree).GetOperation(initializer) is { } operation)
            {
                mentions.Add(operation);
            }
        }

        return mentions.ToImmutable();
    }

    private ImmutableArray<IOperation> FindReturned(ISymbol member)
    {
        if (BodyOf(member) is not { } body)
        {
            return ImmutableArray<IOperation>.Empty;
        }

        var returned = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in Operations.BelowInFunction(body.Root is ILocalFunctionOperation ? body.Root : FunctionBodyOf(body, member)))
        {
            switch (operation)
            {
                case IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value }:
                    returned.Add(value);
                    break;
                case IReturnOperation { Kind: OperationKind.YieldReturn }:
                    return ImmutableArray<IOperation>.Empty;
            }
        }

        return returned.ToImmutable();
    }

    /// <summary>A local function's body is part of its owner's: find it there.</summary>
    private static IOperation FunctionBodyOf(Body body, ISymbol member)
    {
        if (member is IMethodSymbol { MethodKind: MethodKind.LocalFunction })
        {
            foreach (var operation in Operations.Below(body.Root))
            {
                if (operation is ILocalFunctionOperation local && SymbolEqualityComparer.Default.Equals(local.Symbol, member))
                {
                    return local;
                }
            }
        }

        return body.Root;
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        IMemberReferenceOperation member => member.Member,
        IInvocationOperation invocation => invocation.TargetMethod,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static Dictionary<string, List<SimpleNameSyntax>> IndexOf(SyntaxTree tree) => Names.GetValue(tree, static t =>
    {
        var index = new Dictionary<string, List<SimpleNameSyntax>>();
        foreach (var node in t.GetRoot().DescendantNodes())
        {
            if (node is SimpleNameSyntax name)
            {
                if (!index.TryGetValue(name.Identifier.ValueText, out var list))
                {
                    index.Add(name.Identifier.ValueText, list = new());
                }

                list.Add(name);
            }
        }

        return index;
    });
}
