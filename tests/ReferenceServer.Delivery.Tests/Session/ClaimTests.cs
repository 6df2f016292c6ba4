using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Session;

public sealed class ClaimTests
{
    private static readonly Incarnation s_first = new(1, 11);
    private readonly SessionTable _table = new(Limits.Default, new PeerLimits(2));
    private readonly Hello _hello = new((1, 1), Features.Pieces, SessionId.Create(), s_first, 0, default, Limits.Default, "a");

    [Fact]
    public void A_new_session_is_opened_and_a_second_claim_without_an_answer_opens_no_other()
    {
        var session = Attached(_hello);
        Assert.Equal(ErrorCode.None, _table.Claim(_hello, "a", out var again));
        Assert.Same(session, again);
    }

    [Fact]
    public void A_session_that_was_seen_here_and_is_not_known_any_more_is_lost_and_said_to_be() =>
        Assert.Equal(ErrorCode.SessionUnknown, _table.Claim(_hello with { Epoch = 1 }, "a", out _));

    [Fact]
    public void Another_peer_does_not_get_the_session()
    {
        Attached(_hello);
        Assert.Equal(ErrorCode.NotYourSession, _table.Claim(_hello, "b", out var session));
        Assert.Null(session);
    }

    [Fact]
    public void An_epoch_from_the_future_is_refused()
    {
        Attached(_hello);
        Assert.Equal(ErrorCode.EpochFromFuture, _table.Claim(_hello with { Epoch = 2 }, "a", out _));
    }

    [Fact]
    public void A_client_that_knows_of_acknowledgements_that_are_not_here_is_told_that_they_are_lost()
    {
        Attached(_hello);
        Assert.Equal(ErrorCode.PositionLost, _table.Claim(_hello with { Positions = new Positions(0, 0, 1, 1) }, "a", out _));
    }

    [Fact]
    public void A_client_that_has_received_what_was_never_sent_is_refused()
    {
        Attached(_hello);
        Assert.Equal(ErrorCode.AcknowledgedUnsent, _table.Claim(_hello with { Positions = new Positions(0, 1, 0, 0) }, "a", out _));
    }

    [Fact]
    public void A_client_whose_outbox_went_back_is_told_so()
    {
        var session = Attached(_hello);
        session.Restore(1, s_first, 5, 0);
        Assert.Equal(ErrorCode.PositionLost, _table.Claim(_hello with { Positions = new Positions(0, 0, 4, 4) }, "a", out _));
        Assert.Equal(ErrorCode.None, _table.Claim(_hello with { Positions = new Positions(0, 0, 4, 5) }, "a", out _));
    }

    [Fact]
    public void A_later_start_takes_over_and_the_earlier_one_and_a_twin_are_refused()
    {
        Attached(_hello);
        var later = _hello with { Incarnation = new Incarnation(2, 22) };
        Attached(later);
        Assert.Equal(ErrorCode.ClaimedByAnother, _table.Claim(_hello, "a", out _));
        Assert.Equal(ErrorCode.ClaimedByAnother, _table.Claim(_hello with { Incarnation = new Incarnation(2, 23) }, "a", out _));
        Assert.Equal(ErrorCode.None, _table.Claim(later, "a", out _));
    }

    [Fact]
    public void A_peer_has_no_more_sessions_than_it_may_and_a_forgotten_one_makes_room()
    {
        var session = Attached(_hello);
        Attached(_hello with { Session = SessionId.Create() });
        var third = _hello with { Session = SessionId.Create() };
        Assert.Equal(ErrorCode.TooManySessions, _table.Claim(third, "a", out _));
        Assert.Equal(ErrorCode.None, _table.Claim(_hello with { Session = SessionId.Create() }, "b", out _));
        _table.Remove(session);
        Assert.Equal(ErrorCode.None, _table.Claim(third, "a", out _));
    }

    private SessionState Attached(Hello hello)
    {
        Assert.Equal(ErrorCode.None, _table.Claim(hello, hello.Peer, out var session));
        session!.Attach(session.Reserve(hello.Incarnation), hello.Positions, hello.Limits, hello.Features, default);
        return session;
    }
}
