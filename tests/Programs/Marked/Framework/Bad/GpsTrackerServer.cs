using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Fleet.Tracking.Server
{
    public class GpsTrackerServer
    {
        private readonly X509Certificate2 m_cert;
        private Socket m_listen;
        private readonly CancellationTokenSource m_cts = new CancellationTokenSource();
        public Action<string, string> Position;

        public GpsTrackerServer(X509Certificate2 cert)
        {
            m_cert = cert;
        }

        public void Start(int nPort)
        {
            m_listen = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            m_listen.DualMode = true;
            m_listen.Bind(new IPEndPoint(IPAddress.IPv6Any, nPort));
            m_listen.Listen(5); // ! NWA4005
            Task.Factory.StartNew(AcceptLoop, TaskCreationOptions.LongRunning);
        }

        private void AcceptLoop()
        {
            Socket s;
            SslStream ssl;
            while (!m_cts.IsCancellationRequested)
            {
                try
                {
                    s = m_listen.Accept(); // ! NWA5002|NWA5003
                    ssl = new SslStream(new NetworkStream(s, true), false);
                    ssl.AuthenticateAsServer(m_cert); // ! NWA4001|NWA3010
                    ThreadPool.QueueUserWorkItem(delegate { Serve(ssl, s.RemoteEndPoint.ToString()); }); // ! NWA4011
                }
                catch (Exception ex) // ! NWA4007
                {
                    Console.Error.WriteLine(ex.Message);
                }
            }
        }

        private void Serve(SslStream ssl, string strPeer)
        {
            StreamReader rd = new StreamReader(ssl, Encoding.ASCII);
            try
            {
                ssl.ReadTimeout = 600000;
                string strImei = rd.ReadLine(); // ! NWA9008
                if (strImei == null)
                    return;
                while (!rd.EndOfStream)
                {
                    string strNmea = rd.ReadLine(); // ! NWA9008
                    if (strNmea == null)
                        break;
                    if (Position != null)
                        Position(strImei, strNmea);
                    byte[] ack = Encoding.ASCII.GetBytes("ON\r\n");
                    ssl.Write(ack, 0, ack.Length);
                }
            }
            catch (IOException ex)
            {
                Console.Error.WriteLine(strPeer + " lost: " + ex.Message);
            }
            finally
            {
                ssl.Dispose();
            }
        }

        public void Stop()
        {
            m_cts.Cancel();
            m_listen.Close();
        }
    }
}
