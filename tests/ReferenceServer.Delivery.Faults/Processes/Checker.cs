using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>
/// Holds the receiver's notebook against the sender's. The receiver's application is one that keeps its effects together with the messages' names, as the protocol asks of it: what a handler is given again
/// after its own process died, or what the server sent on again after the server died, is the same message. Anything else that comes again is a duplicate.
/// </summary>
internal static class Checker
{
    /// <summary>Judges a run of the protocol.</summary>
    public static Verdict Judge(ulong seed, IEnumerable<Entry> sender, IEnumerable<Entry> receiver)
    {
        var ledger = new Ledger();
        foreach (var (what, numbers) in sender)
        {
            Enter(ledger, seed, what, numbers is [var number, ..] ? number : 0);
        }

        var (restarted, lastInSession, lastFromSender) = (true, 0UL, 0UL);
        var lives = new Dictionary<ulong, ulong>();
        foreach (var (what, numbers) in receiver)
        {
            if (what == Notes.Started)
            {
                restarted = true;
                continue;
            }

            var (number, inSession, fromSender, life, fingerprint) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
            var again = restarted && inSession <= lastInSession;
            restarted &= again;
            lastInSession = Math.Max(lastInSession, inSession);
            if (again)
            {
                continue;
            }

            if (fromSender <= lastFromSender && lives.TryGetValue(fromSender, out var earlier) && earlier != life)
            {
                lives[fromSender] = life;
                continue;
            }

            lives[fromSender] = life;
            lastFromSender = Math.Max(lastFromSender, fromSender);
            ledger.Delivered(number, fingerprint);
        }

        return ledger.Judge();
    }

    /// <summary>Judges a run of the naive pair: all that it sends was meant to arrive.</summary>
    public static Verdict JudgeNaive(string received, int messages)
    {
        var ledger = new Ledger();
        for (var number = 1; number <= messages; number++)
        {
            ledger.Offered((ulong)number, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
            ledger.Taken((ulong)number);
        }

        foreach (var fields in (File.Exists(received) ? File.ReadAllLines(received) : []).Select(line => line.Split(' ')))
        {
            // A line that is none was put together from two halves.
            var isLine = fields.Length == 3 && ulong.TryParse(fields[2], out var number) ? number : 0;
            ledger.Delivered(isLine, Encoding.ASCII.GetBytes(fields[^1]));
        }

        return ledger.Judge();
    }

    /// <summary>Which messages must still come.</summary>
    public static IEnumerable<ulong> Owed(IEnumerable<Entry> sender)
    {
        var ledger = new Ledger();
        foreach (var (what, numbers) in sender)
        {
            Enter(ledger, 0, what, numbers is [var number, ..] ? number : 0);
        }

        return ledger.Missing();
    }

    private static void Enter(Ledger ledger, ulong seed, string what, ulong number)
    {
        switch (what)
        {
            case Notes.Started:
                ledger.SenderDied();
                break;
            case Notes.Offered:
                ledger.Offered(number, Plan.Payload(seed, number));
                break;
            case Notes.Taken:
                ledger.Taken(number);
                break;
            case Notes.Refused or Notes.Withdrawn:
                ledger.TakenBack(number);
                break;
            case Notes.AskedBack:
                ledger.Doubtful(number);
                break;
            case Notes.Acknowledged:
                ledger.Acknowledged(number);
                break;
        }
    }
}
