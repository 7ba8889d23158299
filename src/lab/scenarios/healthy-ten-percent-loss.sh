# A bad line that loses one packet in ten each way; all is repeated and comes up
IKE=libreswan
OUTCOME=established STAGE=data SIDES=none CAUSES=none
fault_on_path() {
    on isp tc qdisc add dev cust root netem loss 10% delay 40ms
    on isp tc qdisc add dev srv root netem loss 10%
}
