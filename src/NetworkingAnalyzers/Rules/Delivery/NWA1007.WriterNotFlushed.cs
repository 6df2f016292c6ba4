using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A question is written through a writer and the reply awaited while the question still lies in the writer's buffer: both sides wait.</summary>
public sealed class WriterNotFlushed : NetworkingRule
{
    private static readonly Topics Reading = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsThroughReader | Topics.ReadsOneByte;

    /// <summary>Describes the rule.</summary>
    public WriterNotFlushed()
        : base(
            "NWA1007",
            "The reply is awaited before the question is flushed",
            "what is written through this '{0}' stays in its buffer {1}; flush it, or set 'AutoFlush' where it has one",
            "A StreamWriter, a BufferedStream or a stream that compresses sends when its buffer is full, or when it is flushed or closed. A question that is shorter than the buffer never leaves, the peer never answers, "
            + "and the read waits until somebody's timeout.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MakesTextWriter | Topics.GathersBytes, Judge);

    private static void Judge(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "stream") is { } stream
            && !SetsAutoFlush(call.Operation)
            && Fate.Of(InBinaryWriter(call)) is { Kind: FateKind.Stored, Into: { } writer }
            && Mentions(writer, call.Seen) is var mentions
            && !mentions.Any(IsFlushedByItself)
            && Connections.Carries(stream, call.Seen))
        {
            if ((writer is ILocalSymbol ? WaitsIn(call.Seen, writer, mentions, RootOf(stream, call.Seen)) : WaitsInType(writer, mentions, call)) is { } read)
            {
                call.Report(call.Operation.Type!.Name, $"while '{Uses.NameOf(read)}' waits for the reply");
            }
            else if (writer is ILocalSymbol local && IsForgotten(local, call))
            {
                call.Report(call.Operation.Type!.Name, "for good, as nothing flushes or disposes of it");
            }
        }
    }

    /// <summary><c>new BinaryWriter(new BufferedStream(stream))</c>: the writer gathers nothing itself, and is all that one has of the stream.</summary>
    private static IOperation InBinaryWriter(Call made) =>
        Uses.Whole(made.Operation).Parent is IArgumentOperation { Parent: IObjectCreationOperation writer } && NetTypes.Is(writer.Type, made.Net.BinaryWriter) ? writer : made.Operation;

    /// <summary>The local is written through, and nothing else is done with it: the end of what was written never leaves.</summary>
    private static bool IsForgotten(ILocalSymbol writer, Call made)
    {
        var uses = Escape.UsesOf(writer, made.Body).ToList();
        return Writes.Among(made.Body.MentionsOf(writer)).Count() == 1
            && uses.Any(IsWriting)
            && uses.All(use => IsWriting(use) || use.Kind is UseKind.Inspected or UseKind.Written || use is { Kind: UseKind.Receiver, Member.Name: "NewLine" or "Encoding" });
    }

    private static bool IsWriting(Use use) => use is { Kind: UseKind.Receiver, Member.Name: "Write" or "WriteLine" or "WriteAsync" or "WriteLineAsync" or "WriteByte" };

    private static IReadOnlyList<IOperation> Mentions(ISymbol writer, Seen seen) => writer is ILocalSymbol ? seen.Body.MentionsOf(writer) : seen.Sources.MentionsOf(writer);

    private static bool SetsAutoFlush(IOperation creation) =>
        creation is IObjectCreationOperation { Initializer: { } initializer } && Operations.Below(initializer).Any(operation => operation is IPropertyReferenceOperation { Property.Name: "AutoFlush" });

    private static bool IsFlushedByItself(IOperation mention) => Uses.UserOf(mention) is IPropertyReferenceOperation { Property.Name: "AutoFlush" };

    /// <summary>A field's writer: any method of the type that writes and then reads through other fields of it.</summary>
    private static IOperation? WaitsInType(ISymbol writer, IReadOnlyList<IOperation> mentions, Call made)
    {
        // A method that does nothing but flush may be the one that this method relies on: a timer's, a caller's.
        if (mentions.Any(mention => Flushes.AreOfWhatOthersWrote(mention, writer)) || Writes.Among(mentions).Count(write => write.Value is not null && write.Value.ConstantValue is not { HasValue: true, Value: null }) != 1)
        {
            return null;
        }

        // The stream may be a local of the constructor that made the writer: it is named there.
        var root = RootOf(Uses.ArgumentOf(made.Operation, "stream")!, made.Seen);
        return mentions.Select(mention => Body.Around(mention)).Distinct()
            .Select(body => WaitsIn(made.Seen.In(body), writer, body.MentionsOf(writer), root))
            .FirstOrDefault(read => read is not null);
    }

    /// <summary>The read that is reached from a write to the writer without a flush in between.</summary>
    private static IOperation? WaitsIn(Seen seen, ISymbol writer, IReadOnlyList<IOperation> mentions, ISymbol? root)
    {
        if (mentions.Any(mention => GoesElsewhere(mention, seen)))
        {
            return null;
        }

        var writes = mentions.Select(Uses.UserOf).OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name is "Write" or "WriteLine" or "WriteAsync" or "WriteLineAsync" or "WriteByte" && mentions.Any(mention => ReferenceEquals(Uses.ReceiverOf(call), mention)))
            .ToList();
        if (writes.Count == 0 || root is null)
        {
            return null;
        }

        // A BufferedStream flushes by itself before it reads.
        var reads = seen.Net.CallsOf(Reading).Where(read => IsOf(read, root, seen) && !SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(Uses.ReceiverOf(read)!)), writer)).ToList();
        reads.AddRange(seen.Body.Uses.OfType<IInvocationOperation>().Where(call => writer is ILocalSymbol ? ReadsWhatItIsGiven(call, root, seen) : ReadsInside(call, writer, root, seen)));

        foreach (var write in writes)
        {
            var function = Body.FunctionOf(write);
            var here = reads.Where(read => ReferenceEquals(Body.FunctionOf(read), function) && IsWithinUsing(read, mentions)).ToList();
            if (here.Count == 0 || Paths.Around(write, seen.Body, seen.Cancellation) is not { } paths)
            {
                continue;
            }

            var flushed = paths.Any(seen.Body.Uses.Where(use => MayFlush(use, writer, seen)));
            if (here.FirstOrDefault(read => paths.Reaches(write, paths.Any(read), flushed, Exceptions.Thrown) == Answer.Yes) is { } waits)
            {
                return waits;
            }
        }

        return null;
    }

    private static bool IsOf(IOperation read, ISymbol root, Seen seen) => Uses.ReceiverOf(read) is { } from && SymbolEqualityComparer.Default.Equals(RootOf(from, seen), root);

    /// <summary>A method of the same object that begins with reading the answer, and has nothing to do with the writer: <c>ExpectAsync(250)</c>.</summary>
    private static bool ReadsInside(IInvocationOperation call, ISymbol writer, ISymbol root, Seen seen) =>
        call is { Instance: IInstanceReferenceOperation, TargetMethod: { IsVirtual: false, IsAbstract: false, DeclaringSyntaxReferences.Length: 1 } method }
        && (!Awaiting.IsTask(call.Type) || Waiting.For(call) is not null)
        && seen.Sources.BodyOf(method) is { } body
        && body.MentionsOf(writer).Count == 0
        && seen.In(body) is var inside
        && inside.Net.CallsOf(Reading).Any(read => ReferenceEquals(Body.FunctionOf(read), body.Root) && IsOf(read, root, inside))
        && !body.Uses.OfType<IInvocationOperation>().Any(other => !other.TargetMethod.DeclaringSyntaxReferences.IsEmpty && seen.Sources.BodyOf(other.TargetMethod)?.MentionsOf(writer).Any() != false);

    /// <summary>A method of this compilation that reads from the reader or stream it is given: <c>Expect(reader, "250")</c>.</summary>
    private static bool ReadsWhatItIsGiven(IInvocationOperation call, ISymbol root, Seen seen) =>
        call.TargetMethod is { IsVirtual: false, IsAbstract: false, DeclaringSyntaxReferences.Length: 1 } method
        && (!Awaiting.IsTask(call.Type) || Waiting.For(call) is not null)
        && call.Arguments.FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(RootOf(argument.Value, seen), root)) is { Parameter.Ordinal: var place }
        && seen.Sources.FunctionOf(method) is { } code
        && seen.In(Body.Around(code)).Net.CallsOf(Reading).Any(read => ReferenceEquals(Body.FunctionOf(read), code)
            && Uses.ReceiverOf(read) is { } from && Uses.Plain(from) is IParameterReferenceOperation { Parameter.Ordinal: var given } && given == place);

    /// <summary>Through readers, writers, and fields that are given one connection once.</summary>
    private static ISymbol? RootOf(IOperation value, Seen seen)
    {
        var root = SameConnection.RootOf(value, seen, throughAll: true);
        for (var steps = 0; steps < 4 && root is IFieldSymbol or IPropertySymbol; steps++)
        {
            var given = Writes.Among(seen.Sources.MentionsOf(root)).Select(write => write.Value).OfType<IOperation>().Where(written => written.ConstantValue is not { HasValue: true, Value: null }).Take(2).ToList();
            if (given.Count != 1 || SameConnection.RootOf(given[0], seen.In(Body.Around(given[0])), throughAll: true) is not { } below)
            {
                break;
            }

            root = below;
        }

        return root;
    }

    /// <summary>Given to somebody who may flush or read: then nothing is known.</summary>
    private static bool GoesElsewhere(IOperation mention, Seen seen) =>
        Write.By(mention) is null
        && mention is not (IVariableDeclaratorOperation or IFieldInitializerOperation)
        && !ReferenceEquals(mention.Parent is { } parent ? Uses.ReceiverOf(parent) : null, mention)
        && mention.Parent is not (IBinaryOperation or IIsPatternOperation or IUsingOperation or IConditionalAccessOperation);

    private static bool MayFlush(IOperation use, ISymbol writer, Seen seen) =>
        (Flushes.Is(use) && Uses.ReceiverOf(use) is { } receiver && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(receiver)), writer))
        // Code of this compilation may flush, or close and open anew.
        || (writer is not ILocalSymbol && use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } && seen.Sources.BodyOf(method)?.MentionsOf(writer).Any() == true);

    /// <summary>The end of <c>using</c> closes the writer, and that flushes: a read behind it comes too late to wait.</summary>
    private static bool IsWithinUsing(IOperation read, IReadOnlyList<IOperation> mentions)
    {
        for (var up = mentions.OfType<IVariableDeclaratorOperation>().FirstOrDefault()?.Parent; up is not null and not IBlockOperation; up = up.Parent)
        {
            switch (up)
            {
                case IUsingOperation:
                    return up.Syntax.Span.Contains(read.Syntax.Span);
                case IUsingDeclarationOperation { Parent: { } scope }:
                    return scope.Syntax.Span.Contains(read.Syntax.Span);
            }
        }

        return true;
    }
}
