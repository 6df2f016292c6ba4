// Written by `dotnet run --project src/RuleBook -- docs`: a new rule is carried once that has run.
using NetworkingAnalyzers.Rules.Accepting;
using NetworkingAnalyzers.Rules.Delivery;
using NetworkingAnalyzers.Rules.Framing;
using NetworkingAnalyzers.Rules.Http;
using NetworkingAnalyzers.Rules.IoThreads;
using NetworkingAnalyzers.Rules.Liveness;
using NetworkingAnalyzers.Rules.Ownership;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers;

public sealed partial class NetworkingRules
{
    private static NetworkingRule[] All() =>
    [
        new SendTakenForDelivery(),
        new SendRetriedUntilNoError(),
        new PartialSendIgnored(),
        new UsedAfterFailure(),
        new AbortiveClose(),
        new WriterNotFlushed(),
        new WholeBufferSent(),
        new WritesOverlap(),
        new ErrorOutUnread(),
        new ReceiveCountIgnored(),
        new EndOfStreamUnnoticed(),
        new ReadTakenForMessage(),
        new StaleBufferUsed(),
        new CharactersSplit(),
        new AvailableTakenForEnd(),
        new LengthInCharacters(),
        new ReadToEndOfOpenConnection(),
        new SecondReader(),
        new StreamClosedByReader(),
        new MachineByteOrder(),
        new NothingExamined(),
        new PipeEndUnnoticed(),
        new StreamCannotDoThat(),
        new ByteAtATime(),
        new ByteOrderMarkSent(),
        new BufferReturnedInUse(),
        new EndByteCast(),
        new WrongOrderOverload(),
        new SilentPeerUnnoticed(),
        new KeepAliveAtTwoHours(),
        new BlockingReadWithoutTimeout(),
        new ReplyWithoutDeadline(),
        new TimeoutIgnoredByAsync(),
        new ConnectWithoutTimeout(),
        new ConnectedTakenForAlive(),
        new ReceiveAbandoned(),
        new WrongTimeUnit(),
        new HandshakeWithoutTimeout(),
        new ReconnectWithoutBackoff(),
        new KeepAliveByIoControl(),
        new CatchThatNeverMatches(),
        new PlatformErrorNumber(),
        new TimeoutSetTooLate(),
        new HandlerInAcceptLoop(),
        new AcceptInHandler(),
        new ThreadPerConnection(),
        new ConnectionsUnlimited(),
        new BacklogTooSmall(),
        new AcceptLoopDies(),
        new AcceptLoopSpins(),
        new AcceptPolled(),
        new HandlerFailureUnobserved(),
        new CallbackCrashesProcess(),
        new ConnectionShared(),
        new AsyncVoidHandler(),
        new FailureSwallowed(),
        new ConnectionLeaked(),
        new AcceptedConnectionLeaked(),
        new LeakedWhenConnectFails(),
        new StreamDoesNotOwn(),
        new ConnectionOverwritten(),
        new UsedSocketReconnected(),
        new ShutdownSkipsClose(),
        new CpuWorkOnIoThread(),
        new BlockingCallInHandler(),
        new SyncCompletionIgnored(),
        new CompletionRecursion(),
        new CompletionErrorUnread(),
        new LockAcrossNetworkCall(),
        new WrongEnd(),
        new InlineContinuation(),
        new StaleDns(),
        new MediaTypeWithParameters(),
        new PrefixWithoutSlash(),
        new LengthTrusted(),
    ];
}
