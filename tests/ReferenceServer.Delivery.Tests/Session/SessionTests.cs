using System;
using System.Buffers;
using System.Linq;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Session;

public sealed class SessionTests
{
    private readonly Conversation _talk = new();

    [Fact]
    public void A_message_is_settled_when_the_peer_has_accepted_it_and_not_when_it_has_received_it()
    {
        var message = _talk.Send(10);
        _talk.Exchange();
        Assert.Empty(_talk.Sender.Outgoing.Settled);

        _talk.Receiver.Accept(1);
        _talk.Exchange();
        Assert.Same(message, _talk.Sender.Outgoing.Settled.Single());
    }

    [Fact]
    public void A_message_that_the_store_does_not_have_yet_is_not_sent()
    {
        _talk.Send(10, released: false);
        Assert.Empty(_talk.Written(_talk.Sender));
        Assert.Equal(0UL, _talk.Sender.Positions.Assigned);
    }

    [Fact]
    public void A_long_message_travels_in_pieces_and_arrives_whole()
    {
        var message = _talk.Send(1000);
        Assert.Equal(11, _talk.Written(_talk.Sender).Count(frame => _talk.Give(_talk.Receiver, frame) == ErrorCode.None));
        Assert.Equal(message.Payload.ToArray(), _talk.Receiver.Arrived.Single().Payload.ToArray());
    }

    [Fact]
    public void No_more_is_sent_than_the_window_of_messages_allows()
    {
        for (var count = 0; count < 6; count++)
        {
            _talk.Send(1);
        }

        _talk.Exchange();
        Assert.Equal(4, _talk.Receiver.Arrived.Count);
        _talk.Receiver.Accept(3);
        _talk.Exchange();
        _talk.Exchange();
        Assert.Equal(6, _talk.Receiver.Arrived.Count);
    }

    [Fact]
    public void No_more_is_sent_than_the_window_of_bytes_allows_but_one_message_always()
    {
        _talk.Send(900);
        _talk.Send(1);
        _talk.Exchange();
        Assert.Single(_talk.Receiver.Arrived);
        _talk.Receiver.Accept(1);
        _talk.Exchange();
        _talk.Exchange();
        Assert.Equal(2, _talk.Receiver.Arrived.Count);
    }

    [Fact]
    public void Who_sends_more_than_the_window_allows_is_refused()
    {
        var generous = new Conversation(_talk.Limits with { WindowMessages = 10 });
        for (var count = 0; count < 5; count++)
        {
            generous.Send(1);
        }

        var errors = generous.Written(generous.Sender).Select(frame => _talk.Give(_talk.Receiver, frame)).ToArray();
        Assert.Equal([ErrorCode.None, ErrorCode.None, ErrorCode.None, ErrorCode.None, ErrorCode.WindowExceeded], errors);
    }

    [Fact]
    public void A_message_over_the_limit_is_refused_at_its_first_piece()
    {
        var generous = new Conversation(_talk.Limits with { MaxMessage = 2000 });
        generous.Send(1001);
        Assert.Equal(ErrorCode.MessageTooLarge, _talk.Give(_talk.Receiver, generous.Written(generous.Sender)[0]));
    }

    [Fact]
    public void A_gap_is_refused()
    {
        _talk.Send(1);
        _talk.Send(2);
        Assert.Equal(ErrorCode.SequenceGap, _talk.Give(_talk.Receiver, _talk.Written(_talk.Sender)[1]));
    }

    [Fact]
    public void A_duplicate_is_dropped_and_acknowledged_as_the_first_was()
    {
        _talk.Send(5);
        var frame = _talk.Written(_talk.Sender).Single();
        Assert.Equal(ErrorCode.None, _talk.Give(_talk.Receiver, frame));
        Assert.Equal(ErrorCode.None, _talk.Give(_talk.Receiver, frame));
        Assert.Single(_talk.Receiver.Arrived);
    }

    [Fact]
    public void Pieces_out_of_place_are_refused()
    {
        _talk.Send(300);
        _talk.Send(300);
        var frames = _talk.Written(_talk.Sender);
        Assert.Equal(ErrorCode.PieceOutOfPlace, new Conversation().Give(_talk.Receiver, frames[1]));
        Assert.Equal(ErrorCode.None, _talk.Give(_talk.Receiver, frames[0]));
        Assert.Equal(ErrorCode.PieceOutOfPlace, _talk.Give(_talk.Receiver, frames[0]));
    }

    [Fact]
    public void A_message_whose_bytes_are_not_those_that_were_checked_is_refused()
    {
        _talk.Send(300);
        var frames = _talk.Written(_talk.Sender);
        Assert.Equal(ErrorCode.None, _talk.Give(_talk.Receiver, frames[0]));
        Assert.Equal(ErrorCode.None, _talk.Give(_talk.Receiver, frames[2]));
        Assert.Equal(ErrorCode.None, _talk.Give(_talk.Receiver, frames[2]));
        Assert.Equal(ErrorCode.MessageCorrupt, _talk.Give(_talk.Receiver, frames[3]));
        Assert.Empty(_talk.Receiver.Arrived);
    }

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_is_refused()
    {
        _talk.Send(1);
        _talk.Written(_talk.Sender);
        Assert.Equal(ErrorCode.AcknowledgedUnsent, Say(new Status(2, 2, 0, Stall.None)));
        Assert.Equal(ErrorCode.AcknowledgedUnsent, Say(new Status(0, 0, 2, Stall.None)));
        Assert.Empty(_talk.Sender.Outgoing.Settled);
    }

    [Fact]
    public void An_acknowledgement_that_takes_one_back_is_refused()
    {
        _talk.Send(1);
        _talk.Written(_talk.Sender);
        Assert.Equal(ErrorCode.None, Say(new Status(1, 1, 1, Stall.None)));
        Assert.Equal(ErrorCode.StatusWentBack, Say(new Status(0, 1, 1, Stall.None)));
    }

    [Fact]
    public void After_a_resume_only_what_the_peer_has_not_received_is_sent_again()
    {
        _talk.Send(10);
        _talk.Send(300);
        var frames = _talk.Written(_talk.Sender);
        _talk.Give(_talk.Receiver, frames[0]);
        _talk.Give(_talk.Receiver, frames[1]);

        _talk.Attach(2);
        _talk.Exchange();
        Assert.Equal([10, 300], _talk.Receiver.Arrived.Select(message => message.Payload.Length));
        _talk.Receiver.Accept(2);
        _talk.Exchange();
        Assert.Equal(2, _talk.Sender.Outgoing.Settled.Count);
    }

    [Fact]
    public void What_was_never_sent_can_be_withdrawn_and_its_number_comes_without_it()
    {
        var message = _talk.Send(10);
        Assert.True(_talk.Sender.Outgoing.TryWithdraw(message));
        _talk.Exchange();
        Assert.Empty(_talk.Receiver.Arrived);

        _talk.Sender.Outgoing.EndWithdrawal(message, stored: true);
        _talk.Exchange();
        var arrived = _talk.Receiver.Arrived.Single();
        Assert.True(arrived.IsWithdrawn);
        Assert.Equal(0, arrived.Payload.Length);
    }

    [Fact]
    public void A_message_whose_withdrawal_the_store_refused_is_sent_after_all()
    {
        var message = _talk.Send(10);
        Assert.True(_talk.Sender.Outgoing.TryWithdraw(message));
        _talk.Sender.Outgoing.EndWithdrawal(message, stored: false);
        _talk.Exchange();
        Assert.Equal(10, _talk.Receiver.Arrived.Single().Payload.Length);
    }

    [Fact]
    public void What_may_have_been_sent_cannot_be_withdrawn()
    {
        var message = _talk.Send(10);
        _talk.Written(_talk.Sender);
        Assert.False(_talk.Sender.Outgoing.TryWithdraw(message));
    }

    [Fact]
    public void What_the_store_refuses_and_all_behind_it_was_never_part_of_the_session()
    {
        _talk.Send(1);
        var refused = _talk.Send(2, released: false);
        var behind = _talk.Send(3, released: false);
        Assert.Equal([refused, behind], _talk.Sender.Outgoing.Refuse(refused));
        Assert.Empty(_talk.Sender.Outgoing.Refuse(behind));
        Assert.Equal(1, _talk.Sender.Outgoing.KeptBytes);
        Assert.Equal(2UL, _talk.Send(4).Sequence);
        _talk.Exchange();
        Assert.Equal([1, 4], _talk.Receiver.Arrived.Select(message => message.Payload.Length));
    }

    [Fact]
    public void A_peer_that_is_silent_for_three_heartbeats_is_gone_and_any_byte_is_a_sign_of_life()
    {
        _talk.Now = TimeSpan.FromSeconds(2.9);
        Assert.Equal(ErrorCode.None, _talk.Sender.OnTick(_talk.Now));
        _talk.Sender.OnBytes(_talk.Now);
        _talk.Now = TimeSpan.FromSeconds(5.8);
        Assert.Equal(ErrorCode.None, _talk.Sender.OnTick(_talk.Now));
        _talk.Now = TimeSpan.FromSeconds(6);
        Assert.Equal(ErrorCode.PeerSilent, _talk.Sender.OnTick(_talk.Now));
    }

    [Fact]
    public void A_heartbeat_is_due_in_every_interval()
    {
        _talk.Exchange();
        _talk.Now = TimeSpan.FromSeconds(0.9);
        Assert.Empty(_talk.Written(_talk.Sender));
        _talk.Now = TimeSpan.FromSeconds(1);
        Assert.Single(_talk.Written(_talk.Sender));
        Assert.Empty(_talk.Written(_talk.Sender));
    }

    [Fact]
    public void A_peer_that_is_heard_but_receives_nothing_is_noticed()
    {
        _talk.Send(1);
        _talk.Written(_talk.Sender);
        for (var second = 1; second <= 3; second++)
        {
            _talk.Now = TimeSpan.FromSeconds(second);
            Assert.Equal(second < 3 ? ErrorCode.None : ErrorCode.NoProgress, _talk.Sender.OnTick(_talk.Now));
            Assert.Equal(ErrorCode.None, Say(new Status(0, 0, 0, Stall.None)));
        }
    }

    [Fact]
    public void A_handler_that_takes_long_is_no_loss_of_progress()
    {
        _talk.Send(1);
        _talk.Exchange();
        for (var second = 1; second <= 10; second++)
        {
            _talk.Now = TimeSpan.FromSeconds(second);
            _talk.Exchange();
            Assert.Equal(ErrorCode.None, _talk.Sender.OnTick(_talk.Now));
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_stops_nothing()
    {
        _talk.Now = TimeSpan.FromHours(5);
        _talk.Sender.OnBytes(_talk.Now);
        _talk.Now = TimeSpan.FromHours(1);
        Assert.Equal(ErrorCode.None, _talk.Sender.OnTick(_talk.Now));
        _talk.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(ErrorCode.PeerSilent, _talk.Sender.OnTick(_talk.Now));
    }

    private ErrorCode Say(Status status)
    {
        var output = new ArrayBufferWriter<byte>();
        status.Write(output);
        return _talk.Give(_talk.Sender, output.WrittenSpan.ToArray());
    }
}
